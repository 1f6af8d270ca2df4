/**
 * At most `count` calls in a window of `seconds`, which begins with the first call; the next call
 * after it begins a new window. So `seconds` that straddle two windows may see up to twice as many.
 */
export type RateLimit = { readonly count: number; readonly seconds: number };

/** Counts calls in fixed windows of time, across processes. */
export interface RateLimiter {
  /**
   * Counts one call.
   *
   * @param key The action and the caller, e.g. `sign-in:someone@example.com`.
   * @throws {AppError} `rate_limited` with `details.retryAfterSeconds` when the limit is exceeded.
   */
  take(key: string, limit: RateLimit): Promise<void>;

  /** Doesn't count, but throws as `take` would for the next call. */
  check(key: string, limit: RateLimit): Promise<void>;
}
