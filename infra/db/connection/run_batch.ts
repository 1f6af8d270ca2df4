import { CompiledQuery, type Kysely } from "kysely";
import { type BatchResult, type BatchRows, refusalOf, type Statement } from "./batch.ts";
import type { Schema } from "./schema.ts";

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
