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

/** What came of a statement. */
export type StatementResult = {
  readonly rows: BatchRows;
  /** How many rows it changed; an update counts those it found. */
  readonly changed: number;
};

/** Why a statement with this result refuses its batch; `null` if it doesn't. */
export function refusalOf<Refusal extends string>(
  { must }: Statement<Refusal>,
  { rows, changed }: StatementResult,
): Refusal | null {
  if (!must) return null;
  return (must.be === "found" ? rows.length : changed) === 0 ? must.else : null;
}

/** Runs statements through a query builder, in a transaction that the caller has begun. */
export async function runBatch<Refusal extends string>(
  tx: Kysely<Schema>,
  statements: readonly Statement<Refusal>[],
): Promise<BatchResult<Refusal>> {
  const all: BatchRows[] = [];
  for (const statement of statements) {
    const result = await tx.executeQuery(CompiledQuery.raw(statement.sql, [...statement.values]));
    const rows = result.rows as BatchRows;
    const refused = refusalOf(statement, { rows, changed: Number(result.numAffectedRows ?? 0) });
    if (refused !== null) return { refused };
    all.push(rows);
  }
  return { refused: null, rows: all };
}
