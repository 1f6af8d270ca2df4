import { within } from "../connections/patient_timer.ts";
import type { Database } from "../db/connection/database.ts";

/** Longer than a healthy database takes, shorter than load balancers wait for a probe. */
const PATIENCE_MS = 2_000;

/**
 * Whether requests can be served: the program isn't stopping, and the database answers. That the
 * schema is right was found out at the start, and a newer version that migrates beside this one
 * doesn't make it wrong.
 */
export class Readiness {
  readonly #database: Pick<Database, "ping">;
  #isStopping = false;
  #asked: Promise<boolean> | null = null;

  constructor(database: Pick<Database, "ping">) {
    this.#database = database;
  }

  /** From now on the answer is no. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Asks the database, once for all calls meanwhile. Takes two seconds at most. */
  async isReady(): Promise<boolean> {
    if (this.#isStopping) return false;
    const answers = await (this.#asked ??= this.#ask());
    return answers && !this.#isStopping;
  }

  /** A connection may stay silent for ever, so the next question goes over another. */
  async #ask(): Promise<boolean> {
    const isReady = await within(PATIENCE_MS, this.#database.ping()).catch(() => false);
    this.#asked = null;
    return isReady;
  }
}
