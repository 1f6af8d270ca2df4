import type { Clock } from "../../../domain/clock.ts";
import type { RateLimit, RateLimiter } from "../../../domain/accounts/rate_limiter.ts";
import type { Database } from "../connection/database.ts";
import { countCall, limitExceeded, readWindow, sweepLimits } from "./limited_calls.ts";

/** How many full windows a process remembers; it forgets the oldest. */
const MAX_FULL_WINDOWS = 10_000;

/**
 * {@link RateLimiter} in SQL: a fixed window, opened by the first call and counted in one row. Keys
 * are stored as SHA-256, so that the table holds no addresses.
 */
export class SqlRateLimiter implements RateLimiter {
  readonly #database: Database;
  readonly #clock: Clock;
  /** When windows that were found full end, by key. */
  readonly #fullUntil = new Map<string, number>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async take(key: string, limit: RateLimit): Promise<void> {
    const now = this.#clock.now().getTime();
    const call = { key, limit, now };
    const result = await this.#database.batch(countCall(this.#database.dialect, call));
    if (result.refused !== null) {
      const resetsAt = await readWindow(this.#database, call);
      this.#remember(key, resetsAt);
      throw limitExceeded(resetsAt, now);
    }
    const [window] = result.rows[1]!;
    const opensWindow = window?.count === 1;
    if (opensWindow) await sweepLimits(this.#database, now);
  }

  assertNotFull(key: string): void {
    const now = this.#clock.now().getTime();
    const resetsAt = this.#fullUntil.get(key);
    if (resetsAt === undefined) return;
    if (resetsAt > now) throw limitExceeded(resetsAt, now);
    this.#fullUntil.delete(key);
  }

  #remember(key: string, resetsAt: number): void {
    this.#fullUntil.delete(key);
    this.#fullUntil.set(key, resetsAt);
    if (this.#fullUntil.size <= MAX_FULL_WINDOWS) return;
    const [oldest] = this.#fullUntil.keys();
    this.#fullUntil.delete(oldest!);
  }
}
