import type { ChatConfig } from "../../domain/chat.ts";
import type {
  CompletionEvent,
  CompletionProvider,
  CompletionRequest,
} from "../../domain/completion_provider.ts";
import { sampleConfig } from "./sample_messages.ts";

/** A request with the API's defaults. */
export function sampleRequest(
  message = "How are you?",
  config: Partial<ChatConfig> = {},
): CompletionRequest {
  return {
    config: { ...sampleConfig, ...config },
    messages: [{ role: "user", content: message }],
  };
}

/** Everything that a completion yields and how it ended: what it threw, or `null`. */
export type CompletionOutcome = { readonly events: CompletionEvent[]; readonly error: unknown };

/** Reads a completion to its end. */
export async function collect(
  provider: CompletionProvider,
  request = sampleRequest(),
  signal = new AbortController().signal,
): Promise<CompletionOutcome> {
  const events: CompletionEvent[] = [];
  try {
    for await (const event of provider.complete(request, signal)) events.push(event);
    return { events, error: null };
  } catch (error) {
    return { events, error };
  }
}

/** The text of one choice. */
export function textOf(events: readonly CompletionEvent[], index = 0): string {
  return events.map((event) => event.type === "text" && event.index === index ? event.text : "")
    .join("");
}
