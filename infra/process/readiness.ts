import { within } from "../connections/patient_timer.ts";
import type { Database } from "../db/connection/database.ts";

/** Longer than a healthy database takes, shorter than load balancers wait for a probe. */
const PATIENCE_MS = 2_000;

/**
 * Whether the process can serve requests: it listens on all its ports, isn't stopping, and the
 * database answers. The schema was checked at the start, and a newer version that migrates
 * meanwhile keeps it usable.
 */
export class Readiness {
  readonly #database: Pick<Database, "ping">;
  #isServing = true;
  #asked: Promise<boolean> | null = null;

  constructor(database: Pick<Database, "ping">) {
    this.#database = database;
  }

  /** Sets whether all ports are open: not while the process starts, and not once it stops. */
  setServing(isServing: boolean): void {
    this.#isServing = isServing;
  }

  /** Pings the database, once for all simultaneous calls. Takes at most two seconds. */
  async isReady(): Promise<boolean> {
    if (!this.#isServing) return false;
    const answers = await (this.#asked ??= this.#ask());
    return answers && this.#isServing;
  }

  /**
   * A broken connection may never answer, so a timed-out ping is forgotten and the next call sends
   * another.
   */
  async #ask(): Promise<boolean> {
    const isReady = await within(PATIENCE_MS, this.#database.ping()).catch(() => false);
    this.#asked = null;
    return isReady;
  }
}
