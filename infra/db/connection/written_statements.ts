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

/** Writes the insert of a row; the result makes the statement for given values. */
export function insertInto<
  Table extends keyof Schema,
  Column extends keyof Schema[Table] & string,
>(
  table: Table,
  columns: readonly Column[],
): (row: Readonly<Record<Column, SqlValue>>) => Statement {
  const places = columns.map(() => "?").join(", ");
  const sql = `insert into ${table} (${columns.join(", ")}) values (${places})`;
  return (row) => ({ sql, values: columns.map((column) => row[column]) });
}
