import { CompiledQuery, type Kysely } from "kysely";
import type { SqlValue } from "./batch.ts";
import type { Schema } from "./schema.ts";

/**
 * Reads rows with a query that is written out in SQL, with a `?` for each value: for what every page
 * or turn reads, as building and compiling such a query takes longer than running it.
 */
export async function readRows<Row>(
  db: Kysely<Schema>,
  sql: string,
  values: readonly SqlValue[],
): Promise<Row[]> {
  const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(sql, [...values]));
  return rows;
}
