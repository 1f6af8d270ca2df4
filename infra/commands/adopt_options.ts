import { parseArgs } from "node:util";
import { maskUrl } from "../config/variables.ts";
import { UsageError } from "./usage_error.ts";

/** How the command that brings the predecessor's chats here is called: `-q`, or deno prints it, password and all. */
export const ADOPT_USAGE =
  "deno task -q adopt --from=mysql://<user>:<password>@<host>:<port>/<database>";

const options = { from: { type: "string" } } as const;

/**
 * Reads the options of the command that brings the predecessor's chats here.
 *
 * @param databaseUrl Parley's own database, which can't be the predecessor's.
 * @returns The URL of the predecessor's database.
 * @throws {UsageError} naming all that is missing, unknown or wrong.
 */
export function adoptOptions(args: string[], databaseUrl: string): string {
  const { values, positionals } = parseArgs({ args, options, strict: false });
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(options, name));
  const { from } = values;
  const problems = [
    ...unknown.map((name) => `There is no option --${name}`),
    ...positionals.map((word) => `There is nothing to do with ${maskUrl(word)}`),
  ];
  const problem = fromProblem(from, databaseUrl);
  if (problem) problems.push(problem);
  if (problems.length > 0 || typeof from !== "string") throw new UsageError(problems);
  return from;
}

function fromProblem(from: unknown, databaseUrl: string): string | null {
  if (from === undefined) return "--from is missing";
  if (typeof from !== "string" || from === "") return "--from has no value";
  const url = URL.parse(from);
  const name = url?.pathname.slice(1);
  if (url?.protocol !== "mysql:" || url.hostname === "" || !name || name.includes("/")) {
    return `--from must be mysql://<user>:<password>@<host>:<port>/<database>, but is ${
      maskUrl(from)
    }`;
  }
  if (placeOf(url) !== placeOf(URL.parse(databaseUrl))) return null;
  return "--from is the database that Parley is configured with; set DATABASE_URL to another one, " +
    "into which the chats shall come";
}

/** Two URLs of the same database have the same place, unless they name its host differently. */
function placeOf(url: URL | null): string {
  if (url?.protocol !== "mysql:") return "";
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return `${isLocal ? "localhost" : url.hostname}:${url.port || 3306}${url.pathname}`;
}
