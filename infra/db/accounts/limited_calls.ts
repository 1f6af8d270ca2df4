import { type Kysely, sql, type Transaction } from "kysely";
import { AppError } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import type { RateLimit } from "../../../domain/accounts/rate_limiter.ts";
import type { Database, SqlDialect } from "../connection/database.ts";
import type { Schema } from "../connection/schema.ts";
import { upsert } from "../connection/upsert.ts";
import { sha256 } from "../../hashes/sha256.ts";

/** Calls in a window, and when the window ends (milliseconds since 1970). */
export type CallWindow = { readonly count: number; readonly resets_at: number };

/** A call to count against a limit. */
export type LimitedCall = {
  /** What is limited and for whom. */
  readonly key: string;
  readonly limit: RateLimit;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/**
 * Counts a call in a transaction. Other calls with this key wait until the transaction ends.
 *
 * @returns whether the call opened a window, so that {@link sweepLimits} is due.
 * @throws {AppError} `rate_limited` with `details.retryAfterSeconds`; the transaction must be
 * rolled back then, which leaves the count at the limit.
 */
export async function countCall(
  tx: Transaction<Schema>,
  dialect: SqlDialect,
  { key, limit, now }: LimitedCall,
): Promise<boolean> {
  const end = now + limit.seconds * 1000;
  const insert = tx.insertInto("rate_limits").values({ id: sha256(key), count: 1, resets_at: end });
  await upsert(insert, dialect, {
    keys: ["id"],
    set: () => ({
      count: sql`case when resets_at <= ${now} then 1 else count + 1 end`,
      resets_at: sql`case when resets_at <= ${now} then ${end} else resets_at end`,
    }),
  }).execute();
  const window = await readCalls(tx, key);
  if (window!.count > limit.count) throw limitExceeded(window!, now);
  return window!.count === 1;
}

/** Deletes windows that are over. Each new window does this, so that the table stays small. */
export async function sweepLimits(database: Database, now: number): Promise<void> {
  await database.run((db) => db.deleteFrom("rate_limits").where("resets_at", "<=", now).execute());
}

/** The window of a key, if any call with it was counted. */
export async function readCalls(
  db: Kysely<Schema>,
  key: string,
): Promise<CallWindow | undefined> {
  return await db.selectFrom("rate_limits").select(["count", "resets_at"])
    .where("id", "=", sha256(key)).executeTakeFirst();
}

/** The `rate_limited` error of a full window. */
export function limitExceeded({ resets_at }: CallWindow, now: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil((resets_at - now) / 1000));
  const words = said`Too many requests; try again in ${retryAfterSeconds} seconds`;
  return new AppError("rate_limited", words, { details: { retryAfterSeconds } });
}
