import assert from "node:assert/strict";
import type { ChatConfig } from "../../../domain/models/settings.ts";
import {
  CompletionError,
  type CompletionErrorCode,
  type CompletionEvent,
  type CompletionProvider,
  type CompletionRequest,
} from "../../../domain/models/completion_provider.ts";
import {
  OpenAICompletionProvider,
  type OpenAIOptions,
} from "../../../infra/openai/completion_provider.ts";
import { sampleConfig } from "../app/sample_messages.ts";
import { within } from "../suite/within.ts";

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

/** The events of a completion, and the error that it threw, or `null`. */
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

/** Asserts that a completion failed with this code and message. */
export function assertFailed(
  { error }: CompletionOutcome,
  code: CompletionErrorCode,
  message = /./,
): void {
  assert.ok(error instanceof CompletionError, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
}

/** The text of one choice. */
export function textOf(events: readonly CompletionEvent[], index = 0): string {
  return events.map((event) => event.type === "text" && event.index === index ? event.text : "")
    .join("");
}

/** The thinking of one choice, apart from its text. */
export function thinkingOf(events: readonly CompletionEvent[], index = 0): string {
  return events.map((event) => event.type === "thinking" && event.index === index ? event.text : "")
    .join("");
}

/** The key that {@link createProvider} uses. */
export const KEY = "sk-test-0123456789";

/** A provider that asks this upstream, by default without retries. */
export function createProvider(
  { url }: { readonly url: string },
  options: Partial<OpenAIOptions> = {},
): CompletionProvider {
  return new OpenAICompletionProvider({ baseUrl: url, apiKey: KEY, maxRetries: 0, ...options });
}

/** Waits until written bytes have reached the other side; a reset could overtake them. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

/** Waits for at most 5 s, a hundred times as long as any step of these tests takes. */
export function soon<T>(promise: Promise<T>): Promise<T> {
  return within(5_000, promise);
}
