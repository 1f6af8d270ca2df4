/**
 * At most `count` calls in `seconds`, counted from the first; then the next call begins anew. So
 * `seconds` that straddle two counts may see up to twice as many.
 */
export type RateLimit = { readonly count: number; readonly seconds: number };

/** Counts calls in a window of time, across processes. */
export interface RateLimiter {
  /**
   * Counts one call.
   *
   * @param key What is limited and for whom, e.g. `sign-in:someone@example.com`.
   * @throws {AppError} `rate_limited` with `details.retryAfterSeconds` when that is exceeded.
   */
  take(key: string, limit: RateLimit): Promise<void>;

  /** Counts nothing, but throws as `take` does when the next call would exceed the limit. */
  check(key: string, limit: RateLimit): Promise<void>;
}
