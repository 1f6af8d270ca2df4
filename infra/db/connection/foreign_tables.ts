import { type Kysely, sql, type TableMetadata } from "kysely";
import type { SqlDialect } from "./database.ts";
import type { Migration } from "./migration_files.ts";
import type { Schema, SchemaMigrationsTable } from "./schema.ts";

/** Columns of the table that records migrations. Other programs may have a table of that name. */
export const RECORD_COLUMNS = [
  "version",
  "name",
  "checksum",
  "started_at",
  "finished_at",
] as const satisfies readonly (keyof SchemaMigrationsTable)[];

/** Tables that are created before the first migration. */
const RECORDS = ["schema_migrations", "schema_lock"];

/** Whether a table is the one that records our migrations. */
export function isOurRecords({ name, isView, columns }: TableMetadata): boolean {
  const names = columns.map((column) => column.name);
  return name === "schema_migrations" && !isView &&
    RECORD_COLUMNS.every((column) => names.includes(column));
}

/** Suffixes of the tables behind an FTS5 one: https://sqlite.org/fts5.html#fts5_data_structures */
const SHADOWS = ["data", "idx", "content", "docsize", "config"];

/** What a database contains, and what it should. */
type Found = {
  readonly dialect: SqlDialect;
  /** The records of our migrations, or `null` if there is no such table. */
  readonly records: readonly SchemaMigrationsTable[] | null;
  /** The migrations that this program knows. */
  readonly migrations: readonly Migration[];
};

/**
 * Checks that the names that pending migrations need are free.
 *
 * @param names All names in the database, from {@link namesIn}.
 * @throws {Error} listing those that another program uses. Names that differ only in case count as
 * the same, as they do in SQLite and on some MySQL servers.
 */
export function assertNamesFree(
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

/** Names of tables and views, and in SQLite of indexes, which can't have the same names. */
export async function namesIn(db: Kysely<Schema>, dialect: SqlDialect): Promise<string[]> {
  if (dialect === "mysql") return (await db.introspection.getTables()).map(({ name }) => name);
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_schema where type in ('table', 'view', 'index')`.execute(db);
  return rows.map(({ name }) => name);
}

/** The names that a statement creates, in lower case. */
function namesOf(statement: string, dialect: SqlDialect): string[] {
  const create =
    /^create\s+(?:unique\s+)?(virtual\s+)?(table|view|index)\s+(?:if\s+not\s+exists\s+)?[`"]?(\w+)/i;
  const [made, isVirtual, kind, name] = create.exec(statement.toLowerCase()) ?? [];
  if (!made || !name || kind === "index" && dialect === "mysql") return [];
  return isVirtual ? [name, ...SHADOWS.map((shadow) => `${name}_${shadow}`)] : [name];
}
