import type { TableMetadata } from "kysely";
import type { Migration } from "./migration_files.ts";
import type { SchemaMigrationsTable } from "./schema.ts";

/** Columns of the table in which migrations are recorded. Other programs have one of that name, too. */
export const RECORD_COLUMNS = [
  "version",
  "name",
  "checksum",
  "started_at",
  "finished_at",
] as const satisfies readonly (keyof SchemaMigrationsTable)[];

/** Tables that are made before the first migration. */
const RECORDS = ["schema_migrations", "schema_lock"];

/** Whether a table is the one in which our migrations are recorded. */
export function isOurRecords({ name, isView, columns }: TableMetadata): boolean {
  const names = columns.map((column) => column.name);
  return name === "schema_migrations" && !isView &&
    RECORD_COLUMNS.every((column) => names.includes(column));
}

/** What a database was found to be. */
type Found = {
  /** What our migrations recorded, or `null` where there are no such records. */
  readonly records: readonly SchemaMigrationsTable[] | null;
  /** Those that the program knows. */
  readonly migrations: readonly Migration[];
};

/**
 * Makes sure that no table or view is in the way of those that are still to be made.
 *
 * @param tables All tables and views of the database.
 * @throws {Error} naming those of another program; names differing in case alone count as the same, as
 * they do in SQLite and on some MySQL servers.
 */
export function assertRoom(
  tables: readonly TableMetadata[],
  { records, migrations }: Found,
): void {
  const begun = new Set(records?.map(({ version }) => version));
  const [ours, wanted] = [new Set<string>(), new Set<string>()];
  for (const name of RECORDS) (records ? ours : wanted).add(name);
  for (const { version, statements } of migrations) {
    for (const name of tablesOf(statements)) (begun.has(version) ? ours : wanted).add(name);
  }
  const foreign = tables.map(({ name }) => name).filter((name) => {
    const folded = name.toLowerCase();
    return wanted.has(folded) && !ours.has(folded);
  });
  if (foreign.length === 0) return;
  throw new Error(
    `Another program's tables have names of Parley's: ${
      foreign.join(", ")
    }. Nothing was changed. ` +
      "Give Parley a database of its own, by DATABASE_URL or DB_NAME; if these are the " +
      "predecessor's, deno task adopt then brings its chats there",
  );
}

/** Names of the tables and views that statements make. */
function tablesOf(statements: readonly string[]): string[] {
  const create = /^create\s+(?:virtual\s+)?(?:table|view)\s+(?:if\s+not\s+exists\s+)?[`"]?(\w+)/i;
  return statements.map((statement) => create.exec(statement)?.[1]?.toLowerCase())
    .filter((name) => name !== undefined);
}
