import { type Kysely, sql } from "kysely";
import type { PendingMigration } from "./database.ts";
import type { Schema } from "./schema.ts";

/** A statement of a pending migration. */
export type PlannedStatement = {
  readonly migration: string;
  readonly statement: string;
  /** The table whose rows it reads or changes; `null` when there are none. */
  readonly table: string | null;
  /** How many rows that are at present; `null` when the table doesn't exist yet. */
  readonly rows: number | null;
};

/** Counts the rows that each statement of these migrations touches. Changes nothing. */
export async function planStatements(
  db: Kysely<Schema>,
  migrations: readonly PendingMigration[],
): Promise<PlannedStatement[]> {
  const planned: PlannedStatement[] = [];
  for (const { name, statements } of migrations) {
    for (const statement of statements) {
      const table = tableOf(statement);
      const rows = table === null ? null : await countRows(db, table, statement);
      planned.push({ migration: name, statement, table, rows });
    }
  }
  return planned;
}

/** Migrations are our own files, so their few forms are known; a new table has no rows. */
const forms = [
  /^insert (?:\w+ )?into \S+[^]*?\bfrom (\w+)/i,
  /^create (?:\w+ )?index \S+\s+on (\w+)/i,
  /^alter table (\w+)/i,
  /^drop table (?:if exists )?(\w+)/i,
  /^drop index \S+\s+on (\w+)/i,
  /^update (\w+)/i,
  /^delete from (\w+)/i,
];

function tableOf(statement: string): string | null {
  for (const form of forms) {
    const table = form.exec(statement)?.[1];
    if (table) return table;
  }
  return null;
}

/**
 * Counts the rows that a deletion or an update finds, or else all of the table: its condition may
 * name a column that an earlier pending migration adds.
 */
async function countRows(
  db: Kysely<Schema>,
  table: string,
  statement: string,
): Promise<number | null> {
  const [, condition] = /^(?:delete|update)\b[^]*\bwhere\b([^]+)$/i.exec(statement) ?? [];
  const all = sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`;
  const queries = condition ? [sql<{ n: number }>`${all} where ${sql.raw(condition)}`, all] : [all];
  for (const query of queries) {
    try {
      const { rows: [row] } = await query.execute(db);
      return Number(row?.n);
    } catch {
      // The next one asks for less.
    }
  }
  return null;
}
