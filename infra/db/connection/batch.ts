import { CompiledQuery, type Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** A value of a statement. Booleans are 0 or 1, times are milliseconds since 1970. */
export type SqlValue = string | number | null;

/** A statement of a batch, written out in SQL. */
export type Statement<Refusal extends string = never> = {
  /** With a `?` for each value. Always the same text, so that it is prepared once. */
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /**
   * What must come of the statement: that it reads a row, or changes one (an update counts the rows
   * it finds, changed or not). If it doesn't, the whole batch is refused for this reason.
   */
  readonly must?: { readonly be: "found" | "changed"; readonly else: Refusal };
};

/** The rows that a statement read; none for one that writes. */
export type BatchRows = readonly Readonly<Record<string, SqlValue>>[];

/**
 * What came of a batch: the rows of each statement, in order, once all is committed; or why it was
 * refused, and nothing is changed.
 */
export type BatchResult<Refusal extends string> =
  | { readonly refused: null; readonly rows: readonly BatchRows[] }
  | { readonly refused: Refusal };

/** Runs a batch through a query builder, in a transaction that the caller has begun. */
export async function runBatch<Refusal extends string>(
  tx: Kysely<Schema>,
  statements: readonly Statement<Refusal>[],
): Promise<BatchResult<Refusal>> {
  const rows: BatchRows[] = [];
  for (const { sql, values, must } of statements) {
    const result = await tx.executeQuery(CompiledQuery.raw(sql, [...values]));
    const count = must?.be === "found" ? result.rows.length : Number(result.numAffectedRows ?? 0);
    if (must && count === 0) return { refused: must.else };
    rows.push(result.rows as BatchRows);
  }
  return { refused: null, rows };
}
