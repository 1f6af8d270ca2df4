import type { Source } from "./source.ts";
import type { FinishReason } from "./finish_reason.ts";
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

/**
 * What the provider yields, in order. `index` is the choice, 0 to n − 1. Each choice that the model
 * ended has one finish event, after its texts. Usage comes at most once.
 */
export type CompletionEvent =
  | { readonly type: "text"; readonly index: number; readonly text: string }
  /** What the model thinks before and between the parts of its answer. */
  | { readonly type: "thinking"; readonly index: number; readonly text: string }
  /**
   * The text of this choice up to `position` (UTF-16 code units) was thinking; a mark of `length`
   * that ended it follows. Comes when a server tells it only then.
   */
  | {
    readonly type: "thinkingEnd";
    readonly index: number;
    readonly position: number;
    readonly length: number;
  }
  /**
   * Settings without which the server is asked, because it has refused them, by their names in the
   * APIs; `max_tokens=4096`: with this limit instead.
   */
  | { readonly type: "leftOut"; readonly settings: readonly string[] }
  /** The pages that the choice cites, all of them; at most once. */
  | { readonly type: "sources"; readonly index: number; readonly sources: readonly Source[] }
  | { readonly type: "finish"; readonly index: number; readonly reason: FinishReason }
  | {
    readonly type: "usage";
    readonly promptTokens: number;
    readonly completionTokens: number;
    /** Those of `promptTokens` that the server had cached; absent if it doesn't say. */
    readonly cachedPromptTokens?: number;
    /** Those of `completionTokens` that the model thought with, of all choices together. */
    readonly thinkingTokens?: number;
  };

/**
 * Why there is no answer, or only part of one.
 *
 * - `upstream_no_credit`: the operator's account has no credit or quota left
 * - `upstream_unauthorized`: the operator's API key is refused
 * - `upstream_not_allowed`: the account may not use the model here (region, organization, terms)
 * - `upstream_not_found`: the server doesn't have the model
 * - `upstream_prompt_filtered`, `upstream_answer_filtered`: a content policy refused what was asked,
 *   or what was answered
 * - `upstream_too_long`: the request is larger than the model or the account may read
 * - `upstream_rejected`: refused for another reason
 * - `upstream_rate_limited`: too many requests; the server may say how long to wait
 * - `upstream_error`: the server failed
 * - `upstream_unreachable`, `upstream_timeout`, `upstream_broken_off`: it can't be reached, is
 *   silent for too long, or ends in the middle
 * - `internal`: Parley failed
 */
export type CompletionErrorCode =
  | "upstream_no_credit"
  | "upstream_unauthorized"
  | "upstream_not_allowed"
  | "upstream_not_found"
  | "upstream_prompt_filtered"
  | "upstream_answer_filtered"
  | "upstream_too_long"
  | "upstream_rejected"
  | "upstream_rate_limited"
  | "upstream_error"
  | "upstream_unreachable"
  | "upstream_timeout"
  | "upstream_broken_off"
  | "internal";

/** What else a {@link CompletionError} can carry; see its properties. */
type CompletionErrorOptions = {
  readonly cause?: unknown;
  readonly waitMs?: number | null;
  readonly contextTokens?: number | null;
};

/**
 * Thrown by a provider when the model's server refuses the request or breaks off. Its message is
 * for the log.
 */
export class CompletionError extends Error {
  override readonly name = "CompletionError";
  readonly code: CompletionErrorCode;
  /** How long to wait before asking again, in milliseconds; `null` when the server didn't say. */
  readonly waitMs: number | null;
  /** The model's context size that the server states when a request exceeds it, or `null`. */
  readonly contextTokens: number | null;

  /**
   * @param code What went wrong; the page has a text for each code.
   * @param message The server's own words, for the log.
   * @param options `cause`: the error as it was caught.
   */
  constructor(
    code: CompletionErrorCode,
    message: string,
    { cause, waitMs = null, contextTokens = null }: CompletionErrorOptions = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.waitMs = waitMs;
    this.contextTokens = contextTokens;
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
