import type { Log } from "../../../domain/log.ts";
import type { Config } from "../../config/config.ts";
import { maskUrl } from "../../config/variables.ts";
import type { Database } from "../../db/connection/database.ts";
import { inspectDatabase } from "../../db/connection/inspect_database.ts";
import { sqlitePath } from "../../db/connection/sqlite/path.ts";
import { waitForDatabase } from "../../db/connection/wait_for_database.ts";
import { SystemClock } from "../../runtime/system_clock.ts";
import { exists } from "../files.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

/** Clocks may differ by this much, in milliseconds: less than the time between two beats. */
const CLOCK_TOLERANCE = 1_000;

/** Checks that the database can be used, without changing anything in it. */
export async function checkDatabase(config: Config, log: Log): Promise<Finding[]> {
  const url = config.databaseUrl;
  const path = sqlitePath(url);
  if (path !== null && path !== ":memory:" && !await exists(path)) return [await newFile(path)];
  const clock = new SystemClock();
  try {
    const database = await waitForDatabase({ url, waitMs: 0, clock, log });
    try {
      return await checkOpened(database, config);
    } finally {
      await database.close();
    }
  } catch (error) {
    return [problem("Database", reasonOf(error), adviceFor(url))];
  }
}

async function checkOpened(database: Database, config: Config): Promise<Finding[]> {
  const { product, charset, isReadOnly, clockAhead, missingPrivileges } = await inspectDatabase(
    database,
    () => Date.now(),
  );
  const found = [ok("Database", `${maskUrl(config.databaseUrl)}: ${product}, ${charset}`)];
  if (isReadOnly) {
    const advice = "Name the primary server in DATABASE_URL or DB_HOST";
    found.push(problem("Database", "The server is read-only", advice));
  }
  if (database.dialect === "mysql") {
    found.push(privileges(missingPrivileges), clocks(clockAhead));
  }
  return [...found, await schema(database, config)];
}

function privileges(missing: readonly string[] | null): Finding {
  const about = "Privileges";
  if (missing === null) return ok(about, "A role decides what the database's user may do");
  if (missing.length === 0) return ok(about, "The database's user may do all that is needed");
  const advice = `As an administrator: grant ${missing.join(", ").toLowerCase()} on the database`;
  return problem(about, `The database's user may not ${missing.join(", ")}`, advice);
}

function clocks(ahead: number): Finding {
  const text = `The database's clock is ${Math.abs(ahead)} ms ${ahead < 0 ? "behind" : "ahead"}`;
  if (Math.abs(ahead) <= CLOCK_TOLERANCE) return ok("Clock", text);
  return warning("Clock", text, "Set both machines' clocks by NTP");
}

async function schema(database: Database, { migrate }: Config): Promise<Finding> {
  try {
    const pending = await database.pendingMigrations();
    if (pending.length === 0) return ok("Schema", "Up to date");
    const text = `Pending migrations: ${pending.map(({ name }) => name).join(", ")}`;
    if (migrate) return ok("Schema", `${text}; the next start applies them`);
    return problem("Schema", `${text}, and MIGRATE is off`, "Run `deno task migrate`");
  } catch (error) {
    return problem("Schema", reasonOf(error), "Nothing was changed; see docs/deployment.md");
  }
}

/** SQLite makes a missing file, so it isn't opened. */
async function newFile(path: string): Promise<Finding> {
  const { state } = await Deno.permissions.query({ name: "write", path });
  if (state === "granted") {
    return ok("Database", `${path} does not exist; the first start makes it`);
  }
  const advice = "Put the file within data/, or mount or link its folder there";
  return problem("Database", `${path} is not where the program may write`, advice);
}

function adviceFor(url: string): string {
  return sqlitePath(url) === null
    ? "Check DATABASE_URL (or DB_HOST and the others), and that the server runs and lets this " +
      "machine and user in"
    : "Check DATABASE_URL, and who owns the file and its folder";
}
