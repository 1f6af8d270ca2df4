import type { Clock } from "../../../domain/clock.ts";
import type { RateLimit, RateLimiter } from "../../../domain/accounts/rate_limiter.ts";
import type { Database } from "../connection/database.ts";
import { countCall, fullWindow, limitExceeded, readCalls, sweepLimits } from "./limited_calls.ts";

/**
 * {@link RateLimiter} in SQL: a fixed window, opened by the first call and counted in one row. Keys
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
    const call = { key, limit, now };
    const result = await this.#database.batch(countCall(this.#database.dialect, call));
    if (result.refused !== null) throw await fullWindow(this.#database, call);
    const [window] = result.rows[1]!;
    const opensWindow = window?.count === 1;
    if (opensWindow) await sweepLimits(this.#database, now);
  }

  async check(key: string, limit: RateLimit): Promise<void> {
    const now = this.#clock.now().getTime();
    const window = await this.#database.run((db) => readCalls(db, key));
    if (window && window.resets_at > now && window.count >= limit.count) {
      throw limitExceeded(window, now);
    }
  }
}
