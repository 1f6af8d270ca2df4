import { type InsertQueryBuilder, type InsertResult, type RawBuilder, sql } from "kysely";
import type { SqlDialect } from "./database.ts";
import type { Schema } from "./schema.ts";

/** How to change rows that exist already. */
export type Conflict = {
  /** Columns of the primary key. */
  readonly keys: readonly string[];
  /**
   * Values to set, in order. In expressions, a column's name means the existing row, and
   * `incoming(column)` the row that was to be inserted. MySQL sets one column after the other, so
   * an expression must not read a column that was set before it.
   */
  readonly set: (incoming: (column: string) => RawBuilder<unknown>) => Record<string, unknown>;
};

/** Makes an insert change rows that exist already, which the two dialects spell differently. */
export function upsert<Table extends keyof Schema>(
  insert: InsertQueryBuilder<Schema, Table, InsertResult>,
  dialect: SqlDialect,
  conflict: Conflict,
): InsertQueryBuilder<Schema, Table, InsertResult> {
  if (dialect === "mysql") {
    const values = conflict.set((column) => sql`values(${sql.ref(column)})`);
    return insert.onDuplicateKeyUpdate(values as never);
  }
  const values = conflict.set((column) => sql.ref(`excluded.${column}`));
  return insert.onConflict((clause) =>
    clause.columns(conflict.keys as never).doUpdateSet(values as never)
  );
}
