import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ErrorCode } from "../../domain/app_error.ts";
import type { CompletionErrorCode } from "../../domain/models/completion_provider.ts";

/** The HTTP status for each error code (RFC 9110, section 15). */
export const httpStatusFromError: Readonly<Record<ErrorCode, ContentfulStatusCode>> = {
  malformed_request: 400,
  invalid_argument: 422,
  message_too_long: 422,
  storage_full: 413,
  payload_too_large: 413,
  request_timeout: 408,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  answer_in_progress: 409,
  chat_ended: 409,
  cannot_continue: 409,
  chat_changed: 412,
  email_taken: 422,
  rate_limited: 429,
  unavailable: 503,
};

/**
 * The HTTP status for a program whose answer failed. Parley acts as a gateway here: 502 if the
 * model's server failed, 503 if it is busy, 504 if it didn't respond in time.
 */
export const httpStatusFromCompletionError: Readonly<
  Record<CompletionErrorCode, ContentfulStatusCode>
> = {
  upstream_unauthorized: 502,
  upstream_not_found: 502,
  upstream_rejected: 502,
  upstream_rate_limited: 503,
  upstream_error: 502,
  upstream_unreachable: 502,
  upstream_timeout: 504,
  upstream_broken_off: 502,
  internal: 500,
};
