import { sql } from "kysely";
import type { Database } from "../../../infra/db/connection/database.ts";
import { readMigrations } from "../../../infra/db/connection/migration_files.ts";

/** The migration that gave entries of search ordinary keys. */
export const SEARCH_KEYS = "0008_search_keys";

/** Recreates `search_entries` as it was before {@link SEARCH_KEYS}. */
export async function takeBackSearchKeys({ db, dialect }: Database): Promise<void> {
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
