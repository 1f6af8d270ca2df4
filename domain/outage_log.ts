import { isUnavailable } from "./app_error.ts";
import type { Log } from "./log.ts";

/**
 * Runs work that repeats and may fail for a while. Logs the first failure of a series and the first
 * success after it, not every failure in between.
 */
export class OutageLog {
  readonly #log: Log;
  readonly #work: string;
  #failures = 0;

  /** @param work What is done, as the words after "Cannot": `store text`. */
  constructor(log: Log, work: string) {
    this.#log = log;
    this.#work = work;
  }

  /** @returns whether the work was done. */
  async try(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
    } catch (error) {
      if (this.#failures++ === 0) this.#report(error);
      return false;
    }
    if (this.#failures > 0) {
      this.#log.info(`Can ${this.#work} again`, { failures: this.#failures });
    }
    this.#failures = 0;
    return true;
  }

  /** An `unavailable` error was already logged with its cause where it was thrown. */
  #report(error: unknown): void {
    const message = `Cannot ${this.#work}; trying until it works`;
    if (isUnavailable(error)) this.#log.warn(message, { reason: error.message });
    else this.#log.error(message, error);
  }
}
