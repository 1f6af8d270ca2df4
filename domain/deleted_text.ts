import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { OutageLog } from "./outage_log.ts";

/*
 * Things are deleted in steps, in all layers:
 *
 * - Deleted chats lie in a *bin* (`chats/bin.ts`), where only their restoration finds them.
 * - A *purge* (`chats/purge.ts`) removes chats from the bin when they can't be restored any more.
 * - An *erasure* (`accounts/eraser.ts`) removes an account with all that is its user's, at once.
 * - A *wipe* (here) overwrites what purges and erasures have left in the database's files.
 */

/** How long deleted text may stay in the database's files, in milliseconds. */
const WIPE_INTERVAL = 60 * 60_000;

/** Time between a failed wipe and the next try, in milliseconds. */
const RETRY_INTERVAL = 10_000;

/** Wipes deleted text that no query finds any more but that is still in the database's files. */
export interface TextWiper {
  /**
   * Makes deleted text unreadable in the database's files, as far as Parley can. Works in short
   * steps, so that other statements run in between.
   *
   * @param signal Ends the wipe between two steps.
   * @throws {AppError} `unavailable` when some deleted text is left, such as in a log that another
   * connection is reading.
   */
  wipe(signal: AbortSignal): Promise<void>;
}

/** What {@link DeletedText} works with. */
export type DeletedTextDeps = {
  readonly textWiper: TextWiper;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Wipes deleted text from the database's files: every hour, and at once when an account is deleted.
 */
export class DeletedText {
  readonly #deps: DeletedTextDeps;
  readonly #wipes: OutageLog;
  readonly #end = new AbortController();
  /** Whether there may be text to wipe; at first yes, for an earlier process may have left some. */
  #hasDeletions = true;
  #wiping: Promise<void> = Promise.resolve();
  #loop: Promise<void> = Promise.resolve();

  constructor(deps: DeletedTextDeps) {
    this.#deps = deps;
    this.#wipes = new OutageLog(deps.log, "wipe deleted text");
  }

  /** Starts to wipe every hour, when something was deleted. */
  start(): void {
    this.#loop = this.#run();
  }

  /** Stops the loop and a running wipe. */
  async close(): Promise<void> {
    this.#end.abort();
    await Promise.all([this.#loop, this.#wiping]);
  }

  /** Notes that something was deleted, to be wiped within the hour. */
  note(): void {
    this.#hasDeletions = true;
  }

  /** Starts a wipe now. */
  wipe(): void {
    this.#hasDeletions = true;
    this.#wiping = this.#wiping.then(() => this.#wipe());
  }

  async #run(): Promise<void> {
    while (!this.#end.signal.aborted) {
      await this.#deps.clock.sleep(WIPE_INTERVAL, this.#end.signal);
      if (this.#hasDeletions) this.wipe();
      await this.#wiping;
    }
  }

  /** Tries until it works. */
  async #wipe(): Promise<void> {
    const { signal } = this.#end;
    const { clock, textWiper } = this.#deps;
    while (this.#hasDeletions && !signal.aborted) {
      this.#hasDeletions = false;
      if (await this.#wipes.try(() => textWiper.wipe(signal))) return;
      this.#hasDeletions = true;
      await clock.sleep(RETRY_INTERVAL, signal);
    }
  }
}
