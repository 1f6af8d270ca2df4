import type { OpenAI } from "openai";
import { CompletionError } from "../../domain/models/completion_provider.ts";
import { mayPass, type UpstreamRefusal } from "./refusal_kinds.ts";

/** What an {@link upstreamError} is made from. */
export type FailedCall = {
  /** What the server's last response said; `null` when there was none. */
  readonly refusal: UpstreamRefusal | null;
  /** The key to remove from the message. */
  readonly apiKey: string | null;
};

/**
 * Converts the SDK's error after its last retry.
 *
 * @param error The SDK's error. If the upstream responded, it isn't kept as the cause, because it
 * holds headers, and its message may repeat the key.
 */
export function upstreamError(
  error: InstanceType<typeof OpenAI.APIError>,
  { refusal, apiKey }: FailedCall,
): CompletionError {
  if (error.status === undefined || !refusal) {
    return new CompletionError("upstream_unreachable", rootMessage(error), { cause: error });
  }
  return refusalError(refusal, apiKey);
}

/** The error for what the server said, with its own words for the log. */
export function refusalError(
  { kind, status, message, waitMs, contextTokens }: UpstreamRefusal,
  apiKey: string | null = null,
): CompletionError {
  const said = apiKey ? message.replaceAll(apiKey, "[key]") : message;
  const words = `${Number.isNaN(status) ? "" : `${status} `}${said || "without a reason"}`;
  const advice = waitMs ? ` (retry after ${Math.ceil(waitMs / 1000)} s)` : "";
  return new CompletionError(kind, words + advice, {
    waitMs: mayPass(kind) ? waitMs : null,
    contextTokens: kind === "upstream_too_long" ? contextTokens : null,
  });
}

/** The SDK's message is only "Connection error."; its innermost cause has the reason. */
function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
