import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { OutageLog } from "./outage_log.ts";

/** For how long deleted text may be found in the database's files, in milliseconds. */
const WIPE_INTERVAL = 60 * 60_000;

/** How long after a failure it is tried again, in milliseconds. */
const RETRY_INTERVAL = 10_000;

/** Knows where deleted text still is once no query finds it any more. */
export interface TextWiper {
  /**
   * Makes what was deleted unreadable in the database's files, as far as that is up to us, in steps between
   * which others have their turn.
   *
   * @param signal Ends it between two steps.
   * @throws {AppError} `unavailable` when something of it is left, such as in a log that others read.
   */
  wipe(signal: AbortSignal): Promise<void>;
}

/** What it works with. */
export type DeletedTextDeps = {
  readonly textWiper: TextWiper;
  readonly clock: Clock;
  readonly log: Log;
};

/** Sees to it that deleted text is gone from the database's files as well. */
export class DeletedText {
  readonly #deps: DeletedTextDeps;
  readonly #wipes: OutageLog;
  readonly #end = new AbortController();
  /** What an earlier process deleted may be there, too. */
  #isThere = true;
  #wiping: Promise<void> = Promise.resolve();
  #loop: Promise<void> = Promise.resolve();

  constructor(deps: DeletedTextDeps) {
    this.#deps = deps;
    this.#wipes = new OutageLog(deps.log, "wipe deleted text");
  }

  /** Begins to wipe what is noted, every hour. */
  start(): void {
    this.#loop = this.#run();
  }

  /** Ends the loop, and a wipe under way. */
  async close(): Promise<void> {
    this.#end.abort();
    await Promise.all([this.#loop, this.#wiping]);
  }

  /** Notes that something was deleted, to be wiped within the hour. */
  note(): void {
    this.#isThere = true;
  }

  /** Begins to wipe what was deleted. */
  wipe(): void {
    this.#isThere = true;
    this.#wiping = this.#wiping.then(() => this.#wipe());
  }

  async #run(): Promise<void> {
    while (!this.#end.signal.aborted) {
      await this.#deps.clock.sleep(WIPE_INTERVAL, this.#end.signal);
      if (this.#isThere) this.wipe();
      await this.#wiping;
    }
  }

  /** Tries until it works. */
  async #wipe(): Promise<void> {
    const { signal } = this.#end;
    const { clock, textWiper } = this.#deps;
    while (this.#isThere && !signal.aborted) {
      this.#isThere = false;
      if (await this.#wipes.try(() => textWiper.wipe(signal))) return;
      this.#isThere = true;
      await clock.sleep(RETRY_INTERVAL, signal);
    }
  }
}
