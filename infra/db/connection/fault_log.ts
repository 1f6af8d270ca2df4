import type { AppError } from "../../../domain/app_error.ts";
import type { Log } from "../../../domain/log.ts";
import { saysAway } from "./database_error.ts";

/** Shortest time between two reports of the same fault, in milliseconds. */
const QUIET = 60_000;

type Fault = {
  readonly since: number;
  readonly isReported: boolean;
  /** Whether reading works all the same. */
  readonly isOfWriting: boolean;
  /** How often callers were refused. */
  count: number;
};

/**
 * Reports when a database begins to fail, with the cause, and when it works again; whoever needs it all
 * the while is refused without a word in the log. A fault that comes and goes is reported once a minute.
 */
export class FaultLog {
  readonly #log: Log;
  /** By what callers are told. */
  readonly #faults = new Map<string, Fault>();
  readonly #reported = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Takes note that a call was refused with an error of the database's. */
  failed(error: AppError): void {
    const { message, cause } = error;
    const fault = this.#faults.get(message);
    if (fault) return void fault.count++;
    const now = performance.now();
    const isReported = now - (this.#reported.get(message) ?? -Infinity) >= QUIET;
    const isOfWriting = !saysAway(error);
    this.#faults.set(message, { since: now, isReported, isOfWriting, count: 1 });
    if (!isReported) return;
    this.#reported.set(message, now);
    this.#log.error(`The database fails; callers are told: ${message}`, cause);
  }

  /** Takes note that a call was served. @param isWrite Whether it stored anything. */
  worked(isWrite: boolean): void {
    for (const [message, { since, isReported, isOfWriting, count }] of this.#faults) {
      if (isOfWriting && !isWrite) continue;
      this.#faults.delete(message);
      if (!isReported) continue;
      const seconds = Math.round((performance.now() - since) / 100) / 10;
      this.#log.info("The database works again", { seconds, refused: count });
    }
  }
}
