import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import {
  AppError,
  type ErrorCode,
  type ErrorDetails,
  type FieldProblems,
  retryAfter,
} from "../../domain/app_error.ts";
import type { CompletionErrorCode } from "../../domain/models/completion_provider.ts";
import { type Said, said } from "../../domain/said.ts";

/** What a caller is told about a failed request, in whichever format. */
export type Problem = {
  readonly status: ContentfulStatusCode;
  /** For programs: an {@link ErrorCode}, or a code for HTTP's own refusals. */
  readonly code: string;
  /** For people: a sentence. */
  readonly words: Said;
  /** For people: what is wrong with each field. */
  readonly fields?: FieldProblems;
  readonly details: ErrorDetails;
};

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
 * model's server failed, 503 if it is busy, 504 if it didn't respond in time; but 422 if the
 * caller's own words were refused.
 */
export const httpStatusFromCompletionError: Readonly<
  Record<CompletionErrorCode, ContentfulStatusCode>
> = {
  upstream_no_credit: 502,
  upstream_unauthorized: 502,
  upstream_not_allowed: 502,
  upstream_not_found: 502,
  upstream_prompt_filtered: 422,
  upstream_answer_filtered: 502,
  upstream_too_long: 422,
  upstream_rejected: 502,
  upstream_rate_limited: 503,
  upstream_error: 502,
  upstream_unreachable: 502,
  upstream_timeout: 504,
  upstream_broken_off: 502,
  internal: 500,
};

/** The domain's codes for Hono's own refusals. */
const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: "malformed_request",
  403: "permission_denied",
  413: "payload_too_large",
};

/**
 * The problem to report for an error that was caught.
 *
 * @returns `null` for unexpected errors, whose details callers are not told.
 */
export function problemFromError(error: unknown): Problem | null {
  if (error instanceof AppError) {
    const { code, words, fields, details } = error;
    return problem(httpStatusFromError[code], { code, words, fields, details });
  }
  if (!(error instanceof HTTPException)) return null;
  const code = codeOfStatus[error.status];
  return code ? problem(httpStatusFromError[code], { code, words: said`${error.message}` }) : null;
}

/** A problem with this status. */
export function problem(
  status: ContentfulStatusCode,
  { details = {}, ...problem }: Omit<Problem, "status" | "details"> & { details?: ErrorDetails },
): Problem {
  return { status, ...problem, details };
}

/** A problem's details for programs, under the names in the API's contracts. */
export function factsOf(problem: Problem) {
  const { tokens, budget, storedBytes, limitBytes } = problem.details;
  const retry = retryAfter(problem);
  return {
    ...retry !== undefined && { retry_after: retry },
    ...tokens !== undefined && { tokens },
    ...budget !== undefined && { budget },
    ...storedBytes !== undefined && { stored_bytes: storedBytes },
    ...limitBytes !== undefined && { limit_bytes: limitBytes },
  };
}
