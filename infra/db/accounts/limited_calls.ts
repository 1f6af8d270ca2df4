import { AppError } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import type { RateLimit } from "../../../domain/accounts/rate_limiter.ts";
import type { Statement } from "../connection/batch.ts";
import type { Database, SqlDialect } from "../connection/database.ts";
import { upsertTexts } from "../connection/written_statements.ts";
import { sha256 } from "../../hashes/sha256.ts";

/** A call to count against a limit. */
export type LimitedCall = {
  /** What is limited and for whom. */
  readonly key: string;
  readonly limit: RateLimit;
  /** Milliseconds since 1970. */
  readonly now: number;
};

const countSql = upsertTexts(({ onConflict }) => `
  insert into rate_limits (id, count, resets_at) values (?, 1, ?)
  ${onConflict("id")}
    count = case when resets_at <= ? then 1 else count + 1 end,
    resets_at = case when resets_at <= ? then ? else resets_at end`);

/**
 * Counts a call. Batches with other calls of this key wait until this one has ended. A refused batch
 * leaves the count at the limit; {@link readWindow} says then when the window ends.
 *
 * @returns Statements to begin a batch with; the second reads the window's `count`.
 */
export function countCall(
  dialect: SqlDialect,
  { key, limit, now }: LimitedCall,
): readonly [Statement, Statement<"rate_limited">] {
  const id = sha256(key);
  const end = now + limit.seconds * 1000;
  return [
    { sql: countSql[dialect], values: [id, end, now, now, end] },
    {
      sql: "select count from rate_limits where id = ? and count <= ?",
      values: [id, limit.count],
      must: { be: "found", else: "rate_limited" },
    },
  ];
}

/** When the window of a call that {@link countCall} refused ends, in milliseconds since 1970. */
export async function readWindow(
  database: Database,
  { key, now }: LimitedCall,
): Promise<number> {
  const window = await database.run((db) =>
    db.selectFrom("rate_limits").select("resets_at").where("id", "=", sha256(key))
      .executeTakeFirst()
  );
  return window?.resets_at ?? now;
}

/** Deletes windows that are over, so that the table stays small. */
export async function sweepLimits(database: Database, now: number): Promise<void> {
  await database.run((db) => db.deleteFrom("rate_limits").where("resets_at", "<=", now).execute());
}

/** The `rate_limited` error of a full window that ends at a time. */
export function limitExceeded(resetsAt: number, now: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil((resetsAt - now) / 1000));
  const words = said`Too many requests; try again in ${retryAfterSeconds} seconds`;
  return new AppError("rate_limited", words, { details: { retryAfterSeconds } });
}
