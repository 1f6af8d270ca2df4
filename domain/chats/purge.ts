import type { Clock } from "../clock.ts";
import type { DeletedText } from "../deleted_text.ts";
import type { Log } from "../log.ts";
import { OutageLog } from "../outage_log.ts";
import type { ChatBin } from "./bin.ts";

/** How long deleted chats can be restored, in milliseconds. */
export const UNDO_WINDOW = 60 * 60_000;

/**
 * How long after their deletion chats are removed for good, in milliseconds: a while after the undo
 * window, since the clocks of processes differ.
 */
export const PURGE_AFTER = UNDO_WINDOW + 5 * 60_000;

/** How often each process looks for chats to remove, in milliseconds. */
const PURGE_INTERVAL = 60_000;

/** Most messages that one transaction removes, so that it doesn't block others for long. */
const PURGED_MESSAGES = 500;

/** What the purge works with. */
export type ChatPurgeDeps = {
  readonly bin: ChatBin;
  readonly deletedText: Pick<DeletedText, "note">;
  readonly clock: Clock;
  readonly log: Log;
};

/** Removes deleted chats for good, once they can't be restored any more. Runs in every process. */
export class ChatPurge {
  readonly #deps: ChatPurgeDeps;
  readonly #purges: OutageLog;
  readonly #end = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(deps: ChatPurgeDeps) {
    this.#deps = deps;
    this.#purges = new OutageLog(deps.log, "remove deleted chats");
  }

  /** Starts to look for chats to remove. */
  start(): void {
    this.#loop = this.#run();
  }

  /** Ends the loop. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { clock } = this.#deps;
    await clock.sleep(PURGE_INTERVAL, this.#end.signal);
    while (!this.#end.signal.aborted) {
      await this.#purges.try(() => this.#purge());
      await clock.sleep(PURGE_INTERVAL, this.#end.signal);
    }
  }

  async #purge(): Promise<void> {
    const { bin, deletedText, clock } = this.#deps;
    const deletedBefore = new Date(clock.now().getTime() - PURGE_AFTER);
    while (!this.#end.signal.aborted && await bin.purge(deletedBefore, PURGED_MESSAGES)) {
      deletedText.note();
    }
  }
}
