import type { ChatConfig } from "./settings.ts";

/** One message as the model gets it. */
export type PromptMessage = {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
};

/** A call for completions. The provider asks for `config.n` choices in one upstream request. */
export type CompletionRequest = {
  readonly config: ChatConfig;
  /**
   * At most one system message, then user and assistant in turn, beginning and ending with user;
   * none is empty.
   */
  readonly messages: readonly PromptMessage[];
};

/** The finish reasons of OpenAI's API that a chat without tools can get. */
export type FinishReason = "stop" | "length" | "content_filter";

/**
 * What the provider yields, in order. `index` is the choice, 0 to n − 1. Usage comes at most once.
 */
export type CompletionEvent =
  | { readonly type: "text"; readonly index: number; readonly text: string }
  | { readonly type: "finish"; readonly index: number; readonly reason: FinishReason }
  | { readonly type: "usage"; readonly promptTokens: number; readonly completionTokens: number };

/** Why there is no answer, or only part of one. */
export type CompletionErrorCode =
  | "upstream_unauthorized"
  | "upstream_not_found"
  | "upstream_rejected"
  | "upstream_rate_limited"
  | "upstream_error"
  | "upstream_unreachable"
  | "upstream_timeout"
  | "upstream_broken_off"
  | "internal";

/**
 * Thrown by a provider when the model's server refuses the request or breaks off. Its message is
 * for the log.
 */
export class CompletionError extends Error {
  override readonly name = "CompletionError";
  readonly code: CompletionErrorCode;

  /**
   * @param code What went wrong; the page has a text for each code.
   * @param message The server's own words, for the log.
   * @param options `cause`: the error as it was caught.
   */
  constructor(code: CompletionErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** A source of completions: an OpenAI-compatible server, or the offline demo model. */
export interface CompletionProvider {
  /**
   * Asks for completions and yields them as they come. To get a whole answer, collect them.
   * Transient failures (429, 5xx, network) are retried by the provider before the first text only.
   *
   * @param signal Aborting it closes the upstream connection at once and ends the iteration with
   * the signal's reason.
   * @throws {CompletionError} when the model's server refuses, breaks off, or sends nothing for too
   * long.
   */
  complete(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionEvent>;

  /** Loads what a request needs, so that the first one doesn't wait for it. */
  warm(): Promise<void>;
}
