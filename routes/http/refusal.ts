import type { Context } from "hono";
import { AppError, type ErrorCode, isOutage } from "../../domain/app_error.ts";
import { type Problem, problemFromError } from "./problem.ts";
import type { RouteEnv } from "../route_env.ts";
import { setRetryAfter } from "./show_problem.tsx";

/** A refusal in the words of whoever is refused. */
export type FormRefusal = Pick<Problem, "status" | "code"> & {
  readonly message: string;
  /** What is wrong with which field, by the field's path. */
  readonly fields: Readonly<Record<string, string>>;
};

/** Refusals that are not about what was typed; they get a page of their own. */
const elsewhere: readonly ErrorCode[] = ["not_found", "permission_denied"];

/**
 * What to say at a form about an error that was caught, so that it comes back with what was typed.
 * Sets `Retry-After` where that is known.
 *
 * @throws the error itself when it is not about the form, or when the form's page can't be made: those of
 * users who are signed in are made from the database, which is away.
 */
export function refusal(c: Context<RouteEnv>, error: unknown): FormRefusal {
  const problem = error instanceof AppError && !elsewhere.includes(error.code) &&
      !(isOutage(error) && c.var.user)
    ? problemFromError(error)
    : null;
  if (!problem) throw error;
  setRetryAfter(c, problem);
  const { t } = c.var;
  const { status, code, words, fields = {} } = problem;
  const inWords = Object.entries(fields).map(([path, words]) => [path, t.say(words)]);
  return { status, code, message: t.say(words), fields: Object.fromEntries(inWords) };
}

/**
 * The key under which what was refused can be sent again: its own, so that it takes effect once, unless that
 * is what was wrong.
 */
export function keyAfter(
  fields: FormRefusal["fields"],
  requestId: string | undefined,
): string | undefined {
  return Object.hasOwn(fields, "requestId") ? undefined : requestId;
}
