import { isTransient } from "./database_error.ts";

/** How long, and how often, work is retried. All times in milliseconds. */
export type RetryPolicy = {
  /** An error after this time is final. */
  readonly patience: number;
  /** Longest wait before the second attempt; doubles with each attempt. */
  readonly firstDelay: number;
  /** Where the doubling ends. */
  readonly longestDelay: number;
};

/** A transaction takes a few milliseconds; ten seconds of retries mean that something is wrong. */
export const defaultRetryPolicy: RetryPolicy = {
  patience: 10_000,
  firstDelay: 4,
  longestDelay: 400,
};

/**
 * Runs `work`, and repeats it after transient errors. Waits a random part of a growing delay before
 * each attempt, so that transactions that collided don't collide again.
 *
 * @param shouldRetry Whether to repeat `work` after this error.
 */
export async function retryTransient<T>(
  work: () => Promise<T>,
  policy: RetryPolicy = defaultRetryPolicy,
  shouldRetry: (error: unknown) => boolean = isTransient,
): Promise<T> {
  const start = performance.now();
  for (let ceiling = policy.firstDelay;; ceiling = Math.min(2 * ceiling, policy.longestDelay)) {
    try {
      return await work();
    } catch (error) {
      if (!shouldRetry(error) || performance.now() - start > policy.patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling));
    }
  }
}
