import type { AppError } from "../../../domain/app_error.ts";
import type { Log } from "../../../domain/log.ts";
import { saysUnreachable } from "./database_error.ts";

/** Minimum time between two reports of the same fault, in milliseconds. */
const QUIET = 60_000;

type Fault = {
  readonly since: number;
  readonly isReported: boolean;
  /** Whether only writing fails. */
  readonly isWriteFault: boolean;
  /** How often callers were refused. */
  count: number;
};

/**
 * Logs when a database begins to fail, with the cause, and when it works again. Calls that are
 * refused in between are counted, not logged. A fault that comes and goes is logged once a minute
 * at most.
 */
export class FaultLog {
  readonly #log: Log;
  /** Current faults, by the message that callers get. */
  readonly #faults = new Map<string, Fault>();
  /** When each message was last logged. */
  readonly #reported = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Notes that a call was refused because the database failed. */
  failed(error: AppError): void {
    const { message, cause } = error;
    const fault = this.#faults.get(message);
    if (fault) return void fault.count++;
    const now = performance.now();
    const isReported = now - (this.#reported.get(message) ?? -Infinity) >= QUIET;
    const isWriteFault = !saysUnreachable(error);
    this.#faults.set(message, { since: now, isReported, isWriteFault, count: 1 });
    if (!isReported) return;
    this.#reported.set(message, now);
    this.#log.error(`The database fails; callers are told: ${message}`, cause);
  }

  /** Notes that a call succeeded. @param isWrite Whether it stored anything. */
  worked(isWrite: boolean): void {
    for (const [message, { since, isReported, isWriteFault, count }] of this.#faults) {
      if (isWriteFault && !isWrite) continue;
      this.#faults.delete(message);
      if (!isReported) continue;
      const seconds = Math.round((performance.now() - since) / 100) / 10;
      this.#log.info("The database works again", { seconds, refused: count });
    }
  }
}
