import { createHash } from "node:crypto";
import { sql } from "kysely";
import { AppError } from "../../domain/app_error.ts";
import type { Clock } from "../../domain/clock.ts";
import type { RateLimit, RateLimiter } from "../../domain/user_gateway.ts";
import type { Database } from "./database.ts";
import { upsert } from "./upsert.ts";

/**
 * {@link RateLimiter} in SQL: a fixed window, begun by the first call and counted in one row. Keys
 * are stored as SHA-256, so that the table holds no addresses.
 */
export class SqlRateLimiter implements RateLimiter {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async take(key: string, limit: RateLimit): Promise<void> {
    const now = this.#clock.now().getTime();
    const id = createHash("sha256").update(key).digest("hex");
    const window = await this.#count(id, now, now + limit.seconds * 1000);
    if (window.count === 1) await this.#sweep(now);
    if (window.count <= limit.count) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((window.resets_at - now) / 1000));
    const message = `Too many attempts; try again in ${retryAfterSeconds} seconds`;
    throw new AppError("rate_limited", message, { details: { retryAfterSeconds } });
  }

  /** Adds a call to the window, or begins a new one that ends at `end`. */
  #count(id: string, now: number, end: number): Promise<{ count: number; resets_at: number }> {
    return this.#database.transaction(async (tx) => {
      const insert = tx.insertInto("rate_limits").values({ id, count: 1, resets_at: end });
      await upsert(insert, this.#database.dialect, {
        keys: ["id"],
        set: () => ({
          count: sql`case when resets_at <= ${now} then 1 else count + 1 end`,
          resets_at: sql`case when resets_at <= ${now} then ${end} else resets_at end`,
        }),
      }).execute();
      return await tx.selectFrom("rate_limits").select(["count", "resets_at"])
        .where("id", "=", id).executeTakeFirstOrThrow();
    });
  }

  /** Each new window removes those that are over, so that the table stays small. */
  async #sweep(now: number): Promise<void> {
    await this.#database.run((db) =>
      db.deleteFrom("rate_limits").where("resets_at", "<=", now).execute()
    );
  }
}
