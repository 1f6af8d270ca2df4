import { sql } from "kysely";
import type { Database } from "./database.ts";
import { databaseClock } from "./database_clock.ts";

/** What a database's server says about itself. */
export type Inspection = {
  /** Product and version, such as `SQLite 3.50.4` or `MySQL 8.4.2`. */
  readonly product: string;
  /** The character set of new text, and how it is compared. */
  readonly charset: string;
  readonly isReadOnly: boolean;
  /** How far its clock is ahead of this machine's, in milliseconds. */
  readonly clockAhead: number;
  /** What the user may not do; `null` when a role decides that. */
  readonly missingPrivileges: readonly string[] | null;
};

/** Privileges that the program and its migrations need. */
const needed = ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "INDEX", "DROP"];

/** Asks a database about itself. Changes nothing. @param now This machine's time. */
export async function inspectDatabase(
  database: Database,
  now: () => number,
): Promise<Inspection> {
  const clockAhead = await measureClock(database, now);
  return database.dialect === "sqlite"
    ? { ...await inspectSqlite(database), clockAhead }
    : { ...await inspectServer(database), clockAhead };
}

async function measureClock(database: Database, now: () => number): Promise<number> {
  const before = now();
  const { rows: [row] } = await database.run((db) =>
    sql<{ time: number }>`select ${databaseClock(database.dialect)} as time`.execute(db)
  );
  return Math.round(Number(row?.time) - (before + now()) / 2);
}

type Facts = Omit<Inspection, "clockAhead">;

async function inspectSqlite(database: Database): Promise<Facts> {
  const { rows: [row] } = await database.run((db) =>
    sql<
      { version: string; encoding: string }
    >`select sqlite_version() as version, encoding from pragma_encoding`.execute(db)
  );
  const product = `SQLite ${row?.version}`;
  return { product, charset: `${row?.encoding}`, isReadOnly: false, missingPrivileges: [] };
}

async function inspectServer(database: Database): Promise<Facts> {
  const { rows: [row] } = await database.run((db) =>
    sql<{ version: string; charset: string; collation: string; name: string }>`
      select version() as version, @@character_set_database as charset,
        @@collation_database as collation, database() as name`.execute(db)
  );
  const { version = "", charset, collation, name = "" } = row ?? {};
  return {
    product: `${/mariadb|tidb/i.test(version) ? "" : "MySQL "}${version}`,
    charset: `${charset}, ${collation}`,
    isReadOnly: await isReadOnly(database),
    missingPrivileges: missingPrivileges(await grants(database), name),
  };
}

/** Servers that don't know the variable can be written to. */
async function isReadOnly(database: Database): Promise<boolean> {
  const asked = database.run((db) =>
    sql<{ value: unknown }>`select @@global.read_only as value`.execute(db)
  );
  const value = await asked.then(({ rows: [row] }) => row?.value, () => 0);
  return !["0", "OFF"].includes(String(value));
}

async function grants(database: Database): Promise<string[]> {
  const { rows } = await database.run((db) => sql<Record<string, string>>`show grants`.execute(db));
  return rows.map((row) => Object.values(row)[0] ?? "");
}

/**
 * Reads the answer to `show grants`.
 *
 * @returns What the grants on the database lack; `null` when a role may add to them.
 */
export function missingPrivileges(
  grants: readonly string[],
  database: string,
): readonly string[] | null {
  const granted = new Set<string>();
  for (const grant of grants) {
    const [, privileges = "", target = ""] = /^GRANT (.+?) ON (\S+)\.\* TO /.exec(grant) ?? [];
    if (!matches(target, database)) continue;
    for (const privilege of privileges.split(", ")) granted.add(privilege);
  }
  if (granted.has("ALL PRIVILEGES")) return [];
  const missing = needed.filter((privilege) => !granted.has(privilege));
  const hasRole = grants.some((grant) => !grant.includes(" ON "));
  return hasRole && missing.length > 0 ? null : missing;
}

/** Whether a grant's target is the database: `*`, or a name in backticks with wildcards. */
function matches(target: string, database: string): boolean {
  if (target === "*") return true;
  const pattern = target.replace(/^`(.*)`$/, "$1").replaceAll(/\\.|[^\\]/g, (part) => {
    if (part === "%") return ".*";
    if (part === "_") return ".";
    return RegExp.escape(part.replace(/^\\/, ""));
  });
  return target !== "" && new RegExp(`^${pattern}$`).test(database);
}
