import { parseArgs } from "node:util";
import type { ApiTokenInput } from "../../domain/accounts/api_tokens.ts";
import { AppError } from "../../domain/app_error.ts";
import { UsageError } from "./usage_error.ts";

/** How the command that makes tokens is called. */
export const TOKEN_USAGE =
  "deno task token --email=<address> --name=<name> [--scopes=chat:read,chat:write,chat:share] [--expires=90d]";

const options = {
  email: { type: "string" },
  name: { type: "string" },
  scopes: { type: "string" },
  expires: { type: "string" },
} as const;

/**
 * Reads the options of the command that makes tokens. Whether the values will do is for the domain.
 *
 * @throws {UsageError} naming all that is missing, unknown or can't be read.
 */
export function tokenOptions(args: string[]): ApiTokenInput & { readonly email: string } {
  const { values, positionals } = parseArgs({ args, options, strict: false });
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(options, name));
  const { email, name, scopes, expires } = values;
  const isEmpty = (name: string) => values[name] === true || values[name] === "";
  const problems = [
    ...unknown.map((name) => `There is no option --${name}`),
    ...positionals.map((word) => `There is nothing to do with ${word}`),
    ...["email", "name"].filter((name) => !Object.hasOwn(values, name))
      .map((name) => `--${name} is missing`),
    ...Object.keys(options).filter(isEmpty).map((name) => `--${name} has no value`),
  ];
  const days = typeof expires === "string" && expires ? readDays(expires) : null;
  if (days === undefined) {
    problems.push(`--expires must be a number of days such as 90d, or never, but is ${expires}`);
  }
  if (problems.length > 0) throw new UsageError(problems);
  return {
    email: String(email),
    name: String(name),
    scopes: typeof scopes === "string" ? scopes.split(",").map((scope) => scope.trim()) : undefined,
    expiresInDays: days,
  };
}

/** What the domain refuses of the options, as an error about them; any other error as it is. */
export function fromOptions(error: unknown): unknown {
  if (!(error instanceof AppError && error.code === "invalid_argument")) return error;
  const problems = Object.entries(error.details.fields ?? {});
  return new UsageError(problems.map(([field, problem]) => `--${field}: ${problem}`));
}

/** Days, `null` for ever, or nothing where the text is neither. */
function readDays(text: string): number | null | undefined {
  if (text === "never") return null;
  return /^\d{1,9}d$/.test(text) ? Number(text.slice(0, -1)) : undefined;
}
