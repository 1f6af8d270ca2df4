import type { OpenAI } from "openai";
import {
  CompletionError,
  type CompletionErrorCode,
} from "../../domain/models/completion_provider.ts";
import { retryWait } from "./retry_pace.ts";

/** The error code for an HTTP status of the upstream. `NaN` counts as a failure of the upstream. */
export function errorCodeOf(status: number): CompletionErrorCode {
  if (status === 401 || status === 403) return "upstream_unauthorized";
  if (status === 404) return "upstream_not_found";
  if (status === 429) return "upstream_rate_limited";
  // 408 and 409 are passing problems of the upstream, which the SDK has already retried.
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) return "upstream_rejected";
  return "upstream_error";
}

/**
 * Converts the SDK's error after its last retry.
 *
 * @param error The SDK's error. If the upstream responded, it isn't kept as the cause, because it
 * holds headers, and its message may repeat the key.
 * @param apiKey The key to remove from the message.
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
  const advice = wait ? ` (retry after ${Math.ceil(wait / 1000)} s)` : "";
  return new CompletionError(errorCodeOf(error.status), message + advice);
}

/** The SDK's message is only "Connection error."; its innermost cause has the reason. */
function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
