import { isPassing } from "./database_error.ts";

/** How long work that the database refuses is done again. All times in milliseconds. */
export type RetryPolicy = {
  /** After this long the next refusal is final. */
  readonly patience: number;
  /** Longest wait before the second attempt; it doubles with each. */
  readonly firstDelay: number;
  readonly longestDelay: number;
};

/** A transaction takes a millisecond or a few, so ten seconds mean that something is wrong. */
export const defaultRetryPolicy: RetryPolicy = {
  patience: 10_000,
  firstDelay: 4,
  longestDelay: 400,
};

/**
 * Does `work`, and does it again when the database refused it for a passing reason, after a random
 * part of a growing wait, so that those who collided don't collide again.
 *
 * @param isWorthIt Tells errors after which it is done again; by default those of a passing reason.
 */
export async function retryPassing<T>(
  work: () => Promise<T>,
  policy: RetryPolicy = defaultRetryPolicy,
  isWorthIt: (error: unknown) => boolean = isPassing,
): Promise<T> {
  const start = performance.now();
  for (let ceiling = policy.firstDelay;; ceiling = Math.min(2 * ceiling, policy.longestDelay)) {
    try {
      return await work();
    } catch (error) {
      if (!isWorthIt(error) || performance.now() - start > policy.patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling));
    }
  }
}
