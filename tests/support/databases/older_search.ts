import { sql } from "kysely";
import type { Database } from "../../../infra/db/connection/database.ts";
import { readMigrations } from "../../../infra/db/connection/migration_files.ts";

/** The migration that gave entries of search ordinary keys. */
export const SEARCH_KEYS = "0008_search_keys";

/** The migration that queues what is to be entered. */
export const SEARCH_QUEUE = "0013_search_queue";

/**
 * Recreates the tables as they were before {@link SEARCH_QUEUE}.
 *
 * @param position How far messages were entered; `null` for all of them.
 */
export async function takeBackSearchQueue(
  { db, dialect }: Database,
  position: string | null,
): Promise<void> {
  const migrations = await readMigrations(dialect);
  const search = migrations.find(({ name }) => name === "0004_search")!;
  await sql`drop table search_queue`.execute(db);
  for (const statement of search.statements) {
    if (statement.includes("search_progress")) await sql.raw(statement).execute(db);
  }
  await sql`update search_progress set position = ${position}`.execute(db);
  await db.deleteFrom("schema_migrations").where("name", "=", SEARCH_QUEUE).execute();
}

/** Recreates the tables as they were before {@link SEARCH_KEYS}, with all messages entered. */
export async function takeBackSearchKeys(database: Database): Promise<void> {
  await takeBackSearchQueue(database, null);
  const { db, dialect } = database;
  const migrations = await readMigrations(dialect);
  const search = migrations.find(({ name }) => name === "0004_search")!;
  await sql.raw(`drop ${dialect === "sqlite" ? "view" : "table"} search_entries`).execute(db);
  for (const statement of search.statements) {
    if (/^create (table|view|trigger) search_entries/.test(statement)) {
      await sql.raw(statement).execute(db);
    }
  }
  await db.deleteFrom("schema_migrations").where("name", "=", SEARCH_KEYS).execute();
}
