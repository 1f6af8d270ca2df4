import type { OpenAI } from "openai";
import { CompletionError } from "../../domain/models/completion_provider.ts";
import type { CompletionErrorCode } from "../../domain/models/completion_provider.ts";
import { retryWait } from "./retry_pace.ts";

/** What an HTTP status of the upstream means. What is no status at all counts as its failure. */
export function errorCodeOf(status: number): CompletionErrorCode {
  if (status === 401 || status === 403) return "upstream_unauthorized";
  if (status === 404) return "upstream_not_found";
  if (status === 429) return "upstream_rate_limited";
  // 408 and 409 are trouble inside the upstream, which the SDK has retried.
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) return "upstream_rejected";
  return "upstream_error";
}

/**
 * Tells what failed from the SDK's error after its last retry.
 *
 * @param error The SDK's error. It isn't kept as the cause where the upstream answered, as it holds
 * headers and the key may be echoed in its message.
 * @param apiKey Left out of the message.
 */
export function upstreamError(
  error: InstanceType<typeof OpenAI.APIError>,
  apiKey: string | null,
): CompletionError {
  if (error.status === undefined) {
    return new CompletionError("upstream_unreachable", rootMessage(error), { cause: error });
  }
  const message = apiKey ? error.message.replaceAll(apiKey, "[key]") : error.message;
  const wait = error.headers && retryWait(error.headers);
  const advice = wait ? ` (to be asked again in ${Math.ceil(wait / 1000)} s)` : "";
  return new CompletionError(errorCodeOf(error.status), message + advice);
}

/** The SDK says "Connection error."; its innermost cause says which and why. */
function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
