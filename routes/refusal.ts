import type { Context } from "hono";
import { AppError, type ErrorCode } from "../domain/app_error.ts";
import { type Problem, problemFromError } from "./problem.ts";
import type { RouteEnv } from "./route_deps.ts";
import { setRetryAfter } from "./show_problem.tsx";

/** Refusals that are not about what was typed; they get a page of their own. */
const elsewhere: readonly ErrorCode[] = ["not_found", "permission_denied"];

/**
 * What to say at a form about an error that was caught, so that it comes back with what was typed.
 * Sets `Retry-After` where that is known.
 *
 * @throws the error itself when it is not about the form, or when the form's page can't be made: those of
 * users who are signed in are made from the database, which is away.
 */
export function refusal(c: Context<RouteEnv>, error: unknown): Problem {
  const problem = error instanceof AppError && !elsewhere.includes(error.code) &&
      !(error.code === "unavailable" && c.var.user)
    ? problemFromError(error)
    : null;
  if (!problem) throw error;
  setRetryAfter(c, problem);
  return problem;
}
