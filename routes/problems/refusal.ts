import type { Context } from "hono";
import { AppError, type ErrorCode, isOutage } from "../../domain/app_error.ts";
import { type Problem, problemFromError } from "./problem.ts";
import type { RouteEnv } from "../route_env.ts";
import { setRetryAfter } from "./view.tsx";

/** A refusal in the user's language. */
export type FormRefusal = Pick<Problem, "status" | "code"> & {
  readonly message: string;
  /** What is wrong with each field, by the field's path. */
  readonly fields: Readonly<Record<string, string>>;
};

/** Refusals that are not about the form's content; they get a page of their own. */
const elsewhere: readonly ErrorCode[] = ["not_found", "permission_denied"];

/**
 * What a form says about an error that was caught, when it is shown again with what was typed.
 * Sets `Retry-After` if that is known.
 *
 * @throws the error itself when it is not about the form, or when the form's page can't be made: in
 * an outage, pages for signed-in users can't, because they need the database.
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
 * The idempotency key for sending a refused form again: the same, so that it takes effect once,
 * unless the key itself was refused.
 */
export function idempotencyKeyAfter(
  fields: FormRefusal["fields"],
  idempotencyKey: string | undefined,
): string | undefined {
  return Object.hasOwn(fields, "idempotencyKey") ? undefined : idempotencyKey;
}
