import { type Kysely, sql, type TableMetadata } from "kysely";
import type { SqlDialect } from "./database.ts";
import type { Migration } from "./migration_files.ts";
import type { Schema, SchemaMigrationsTable } from "./schema.ts";

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

/** Tables in which FTS5 keeps a table of its own: https://sqlite.org/fts5.html#fts5_data_structures */
const SHADOWS = ["data", "idx", "content", "docsize", "config"];

/** What a database was found to be. */
type Found = {
  readonly dialect: SqlDialect;
  /** What our migrations recorded, or `null` where there are no such records. */
  readonly records: readonly SchemaMigrationsTable[] | null;
  /** Those that the program knows. */
  readonly migrations: readonly Migration[];
};

/**
 * Makes sure that nothing has the name of what is still to be made.
 *
 * @param names As {@link namesIn} gives them.
 * @throws {Error} with those of another program; names differing in case alone count as the same, as
 * they do in SQLite and on some MySQL servers.
 */
export function assertRoom(
  names: readonly string[],
  { dialect, records, migrations }: Found,
): void {
  const begun = new Set(records?.map(({ version }) => version));
  const [ours, wanted] = [new Set<string>(), new Set<string>()];
  for (const name of RECORDS) (records ? ours : wanted).add(name);
  for (const { version, statements } of migrations) {
    const made = statements.flatMap((statement) => namesOf(statement, dialect));
    for (const name of made) (begun.has(version) ? ours : wanted).add(name);
  }
  const foreign = names.filter((name) => {
    const folded = name.toLowerCase();
    return wanted.has(folded) && !ours.has(folded);
  });
  if (foreign.length === 0) return;
  const kinds = dialect === "sqlite" ? "tables or indexes" : "tables";
  throw new Error(
    `This database has another program's ${kinds} with names that Parley needs: ${
      foreign.join(", ")
    }. Nothing was changed. ` +
      "Give Parley a database of its own, by DATABASE_URL or DB_NAME; if they are " +
      "the predecessor's, deno task adopt then copies its chats",
  );
}

/** Names of tables and views, and of what else can't have the same: in SQLite, indexes. */
export async function namesIn(db: Kysely<Schema>, dialect: SqlDialect): Promise<string[]> {
  if (dialect === "mysql") return (await db.introspection.getTables()).map(({ name }) => name);
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_schema where type in ('table', 'view', 'index')`.execute(db);
  return rows.map(({ name }) => name);
}

/** The names that a statement takes, in lower case. */
function namesOf(statement: string, dialect: SqlDialect): string[] {
  const create =
    /^create\s+(?:unique\s+)?(virtual\s+)?(table|view|index)\s+(?:if\s+not\s+exists\s+)?[`"]?(\w+)/i;
  const [made, isVirtual, kind, name] = create.exec(statement.toLowerCase()) ?? [];
  if (!made || !name || kind === "index" && dialect === "mysql") return [];
  return isVirtual ? [name, ...SHADOWS.map((shadow) => `${name}_${shadow}`)] : [name];
}
