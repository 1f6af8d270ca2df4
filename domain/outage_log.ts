import { isUnavailable } from "./app_error.ts";
import type { Log } from "./log.ts";

/**
 * Runs work that is done again and again, and may fail for a time: logs the first failure of a row
 * and the first success after it, not every round between.
 */
export class OutageLog {
  readonly #log: Log;
  readonly #work: string;
  #failures = 0;

  /** @param work What is done, as it goes on after "Cannot": `store text`. */
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

  /** What is unavailable has been reported with its cause where that was noticed. */
  #report(error: unknown): void {
    const message = `Cannot ${this.#work}; trying until it works`;
    if (isUnavailable(error)) this.#log.warn(message, { reason: error.message });
    else this.#log.error(message, error);
  }
}
