import type { CompletionEvent } from "../../domain/models/completion_provider.ts";

/** The token counts of a completion; any server may leave out any of them. */
export type UsageBody = {
  readonly prompt_tokens?: unknown;
  readonly completion_tokens?: unknown;
  readonly total_tokens?: unknown;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: unknown } | null;
  readonly prompt_tokens_details?: { readonly cached_tokens?: unknown } | null;
  /** DeepSeek. */
  readonly prompt_cache_hit_tokens?: unknown;
  /** Moonshot. */
  readonly cached_tokens?: unknown;
  /** Anthropic, through gateways. */
  readonly cache_read_input_tokens?: unknown;
};

/** Highest count that is believed: sums of higher ones could be more than a number holds exactly. */
const MAX_REPORTED_TOKENS = 1_000_000_000;

/**
 * The tokens that are billed. Some servers leave thinking out of `completion_tokens`, but not out
 * of `total_tokens` (Gemini, xAI). Without a total, more thinking than was written shows it.
 *
 * @returns `null` if they are no valid counts, or all 0, as some servers send before they know;
 * Parley then counts itself.
 */
export function usageEvent(
  usage: UsageBody,
): Extract<CompletionEvent, { type: "usage" }> | null {
  const { prompt_tokens: promptTokens = 0, completion_tokens: written = 0 } = usage;
  if (!isCount(promptTokens) || !isCount(written) || promptTokens + written === 0) return null;
  const cachedPromptTokens = cachedTokens(usage);
  const thought = usage.completion_tokens_details?.reasoning_tokens;
  const thinking = isCount(thought) ? thought : 0;
  const least = thinking > written ? promptTokens + written + thinking : 0;
  const total = isCount(usage.total_tokens) ? usage.total_tokens : least;
  const leftOut = Math.max(0, total - promptTokens - written);
  // A server may instead leave out the cached part of the prompt.
  const isPrompt = leftOut === cachedPromptTokens;
  const thinkingTokens = thinking || (isPrompt ? 0 : leftOut);
  return {
    type: "usage",
    promptTokens: promptTokens + (isPrompt ? leftOut : 0),
    completionTokens: written + (isPrompt ? 0 : leftOut),
    ...cachedPromptTokens !== undefined && { cachedPromptTokens },
    ...(isCount(thought) || thinkingTokens > 0) && { thinkingTokens },
  };
}

function cachedTokens(usage: UsageBody): number | undefined {
  return [
    usage.prompt_tokens_details?.cached_tokens,
    usage.prompt_cache_hit_tokens,
    usage.cached_tokens,
    usage.cache_read_input_tokens,
  ].find(isCount);
}

function isCount(tokens: unknown): tokens is number {
  return Number.isSafeInteger(tokens) && Number(tokens) >= 0 &&
    Number(tokens) <= MAX_REPORTED_TOKENS;
}
