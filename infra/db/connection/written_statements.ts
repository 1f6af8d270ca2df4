import type { Insertable } from "kysely";
import type { SqlValue, Statement } from "./batch.ts";
import type { SqlDialect } from "./database.ts";
import type { Schema } from "./schema.ts";

/** A statement's text in each dialect. */
export type StatementTexts = Readonly<Record<SqlDialect, string>>;

/** What the dialects spell differently in an insert that may find its row already there. */
type Spelling = {
  /** Begins the assignments to the row that is there; in them its columns have plain names. */
  readonly onConflict: (key: string) => string;
  /** A column's value in the row that was to be inserted. */
  readonly incoming: (column: string) => string;
};

/**
 * Writes an insert that changes its row if it is already there. MySQL assigns one column after the
 * other, so an expression must not read a column that was assigned before it.
 */
export function upsertTexts(write: (spelling: Spelling) => string): StatementTexts {
  return {
    sqlite: write({
      onConflict: (key) => `on conflict (${key}) do update set`,
      incoming: (column) => `excluded.${column}`,
    }),
    mysql: write({
      onConflict: () => "on duplicate key update",
      incoming: (column) => `values(${column})`,
    }),
  };
}

/**
 * The insert of a row. Rows that the same code makes have the same columns in the same order, so the
 * text is always the same.
 */
export function insertInto<Table extends keyof Schema & string>(
  table: Table,
  row: Insertable<Schema[Table]>,
): Statement {
  const columns = Object.keys(row);
  const places = columns.map(() => "?").join(", ");
  const sql = `insert into ${table} (${columns.join(", ")}) values (${places})`;
  return { sql, values: Object.values(row) as SqlValue[] };
}

/** The assignments of an update that sets the columns of a row, and their values. */
export function assignmentsOf(row: Readonly<Record<string, SqlValue>>) {
  const sql = Object.keys(row).map((column) => `${column} = ?`).join(", ");
  return { sql, values: Object.values(row) };
}
