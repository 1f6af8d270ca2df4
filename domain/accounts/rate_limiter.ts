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

  /**
   * Counts nothing and reads nothing: throws as `take` would if it, in this process, has already
   * refused a call in the key's window. So callers beyond their limit cost no more work.
   */
  assertNotFull(key: string): void;
}
