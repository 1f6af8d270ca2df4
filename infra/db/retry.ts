import { isPassing } from "./database_error.ts";

/** How often, and after how long, work that the database refused is done again. */
export type RetryPolicy = {
  readonly attempts: number;
  /** The wait before the second attempt, in milliseconds; it doubles from there. */
  readonly firstDelay: number;
  /** Longest wait in milliseconds. */
  readonly longestDelay: number;
};

/** About two seconds in all; a turn's transaction takes a millisecond. */
export const defaultRetryPolicy: RetryPolicy = { attempts: 12, firstDelay: 4, longestDelay: 400 };

/**
 * Does `work`, and does it again when the database refused it for a passing reason, after a random
 * part of a growing wait, so that those who collided don't collide again.
 */
export async function retryPassing<T>(
  work: () => Promise<T>,
  policy: RetryPolicy = defaultRetryPolicy,
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= policy.attempts || !isPassing(error)) throw error;
      const ceiling = Math.min(policy.firstDelay * 2 ** (attempt - 1), policy.longestDelay);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling));
    }
  }
}
