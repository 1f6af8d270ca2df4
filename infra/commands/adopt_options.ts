import { maskUrl } from "../config/variables.ts";
import { readOptions } from "./read_options.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Reads the options of the command that copies the predecessor's chats.
 *
 * @param databaseUrl Parley's own database, which can't be the predecessor's.
 * @returns The URL of the predecessor's database.
 * @throws {UsageError} naming every missing, unknown or wrong option.
 */
export function adoptOptions(args: readonly string[], databaseUrl: string): string {
  const { values: { from }, problems } = readOptions(args, { required: ["from"] });
  const problem = from === undefined ? null : fromProblem(from, databaseUrl);
  if (problem) problems.push(problem);
  if (from === undefined || problems.length > 0) throw new UsageError(problems);
  return from;
}

function fromProblem(from: string, databaseUrl: string): string | null {
  const url = URL.parse(from);
  const name = url?.pathname.slice(1);
  if (url?.protocol !== "mysql:" || url.hostname === "" || !name || name.includes("/")) {
    return `--from must be mysql://<user>:<password>@<host>:<port>/<database>, but is ${
      maskUrl(from)
    }`;
  }
  if (placeOf(url) !== placeOf(URL.parse(databaseUrl))) return null;
  return "--from is the database that Parley is configured with; set DATABASE_URL to the one " +
    "that the chats are to be copied into";
}

/**
 * The host, port and name of a MySQL database, to tell whether two URLs mean the same one.
 * Different names of one host are not recognized, except for the local machine's.
 */
function placeOf(url: URL | null): string {
  if (url?.protocol !== "mysql:") return "";
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return `${isLocal ? "localhost" : url.hostname}:${url.port || 3306}${url.pathname}`;
}
