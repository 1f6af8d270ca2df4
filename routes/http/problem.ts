import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import {
  AppError,
  type ErrorCode,
  type ErrorDetails,
  type FieldProblems,
  retryAfter,
} from "../../domain/app_error.ts";
import { type Said, said } from "../../domain/said.ts";
import { httpStatusFromError } from "./status_from_error.ts";

/** What a caller is told about a request that failed, whatever form it is told in. */
export type Problem = {
  readonly status: ContentfulStatusCode;
  /** For programs: an {@link ErrorCode} or one of HTTP's own. */
  readonly code: string;
  /** For persons: a sentence. */
  readonly words: Said;
  /** For persons: what is wrong with which field. */
  readonly fields?: FieldProblems;
  readonly details: ErrorDetails;
};

/** A refusal by the HTTP layer itself, in the words of the domain. */
const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: "malformed_request",
  403: "permission_denied",
  413: "payload_too_large",
};

/**
 * What to tell about an error that was caught.
 *
 * @returns `null` for errors that are ours and are not told: bugs and outages.
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

/** What else a program is told of a problem, in the names of our contracts. */
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
