import type { ApiTokenInput } from "../../domain/accounts/api_tokens.ts";
import { AppError } from "../../domain/app_error.ts";
import { readOptions } from "./read_options.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Reads the options of the command that creates tokens. The domain checks their values.
 *
 * @throws {UsageError} naming every missing, unknown or unreadable option.
 */
export function apiTokenOptions(
  args: readonly string[],
): ApiTokenInput & { readonly email: string } {
  const { values, problems } = readOptions(args, {
    required: ["email", "name"],
    optional: ["scopes", "expires"],
  });
  const { email = "", name = "", scopes, expires } = values;
  const expiresInDays = expires === undefined ? null : readDays(expires);
  if (expiresInDays === undefined) {
    problems.push(`--expires must be a number of days such as 90d, or never, but is ${expires}`);
  }
  if (problems.length > 0) throw new UsageError(problems);
  return {
    email,
    name,
    scopes: scopes?.split(",").map((scope) => scope.trim()),
    expiresInDays,
  };
}

/**
 * Turns the domain's `invalid_argument` into an error about the options; returns any other error.
 */
export function fromOptions(error: unknown): unknown {
  if (!(error instanceof AppError && error.code === "invalid_argument")) return error;
  const problems = Object.entries(error.details.fields ?? {});
  return new UsageError(problems.map(([field, problem]) => `--${field}: ${problem}`));
}

/** The number of days, `null` for `never`, or `undefined` for any other text. */
function readDays(text: string): number | null | undefined {
  if (text === "never") return null;
  return /^\d{1,9}d$/.test(text) ? Number(text.slice(0, -1)) : undefined;
}
