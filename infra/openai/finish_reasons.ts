import { type FinishReason, otherReason } from "../../domain/models/finish_reason.ts";

/**
 * What the finish reasons mean that servers send in lower case, up to a colon; `null`: the model
 * failed. `docs/model_servers.md` says who sends which.
 */
const meanings: Readonly<Record<string, FinishReason | null>> = {
  stop: "stop",
  eos: "stop",
  eos_token: "stop",
  end_turn: "stop",
  stop_sequence: "stop",
  complete: "stop",
  tool_call: "stop",
  tool_calls: "stop",
  tool_use: "stop",
  function_call: "stop",
  length: "length",
  max_tokens: "length",
  model_length: "length",
  model_context_window_exceeded: "length",
  content_filter: "content_filter",
  content_filtered: "content_filter",
  refusal: "content_filter",
  safety: "content_filter",
  recitation: "content_filter",
  prohibited_content: "content_filter",
  blocklist: "content_filter",
  spii: "content_filter",
  error_toxic: "content_filter",
  sensitive: "content_filter",
  error: null,
  timeout: null,
  abort: null,
  network_error: null,
  insufficient_system_resource: null,
};

/** Whether a `finish_reason` says anything: some servers send an empty one with every chunk. */
export function isFinishReason(reason: unknown): boolean {
  return Boolean(reason) && reason !== "null";
}

/**
 * What a server's finish reason means. One that isn't known is kept, because it may mean anything.
 *
 * @returns `null` when the model failed.
 */
export function meaningOf(reason: string): FinishReason | null {
  const name = reason.split(":", 1)[0]!.trim().toLowerCase();
  return Object.hasOwn(meanings, name) ? meanings[name]! : otherReason(reason);
}
