import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { RunningAnswer, RunningTurn } from "./running_turn.ts";
import type { TurnGateway } from "./turn_gateway.ts";

/** How often the text of running answers is stored, in milliseconds. */
const STORE_INTERVAL = 500;

/** A process that has not beaten for this long is taken for dead, in milliseconds. */
const STALE_AFTER = 15_000;

/** How often each process beats while idle and looks for dead ones, in milliseconds. */
const RECOVERY_INTERVAL = 5_000;

/** What the journal works with. */
export type AnswerJournalDeps = {
  readonly turns: TurnGateway;
  readonly clock: Clock;
  readonly log: Log;
  /** Names this process among those on the same database. */
  readonly instanceId: string;
};

/**
 * Writes down running answers. One loop for all of a process's answers stores their new text, says
 * that the process lives, hears of answers to stop, and ends those of processes that died.
 */
export class AnswerJournal {
  readonly #deps: AnswerJournalDeps;
  readonly #running: ReadonlyMap<string, RunningTurn>;
  readonly #end = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();

  /** @param running The turns that are made here, under the id of each of their answers. */
  constructor(deps: AnswerJournalDeps, running: ReadonlyMap<string, RunningTurn>) {
    this.#deps = deps;
    this.#running = running;
  }

  /** Joins the living processes, recovers what dead ones left, and begins the loop. */
  async start(): Promise<void> {
    await this.#beat();
    await this.#recover();
    this.#loop = this.#run();
  }

  /** Waits until no chunk is being written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /**
   * Retries `store` while the database is away: what was said must not be lost. Gives up only when
   * the journal closes.
   *
   * @returns What `store` returned, or nothing.
   */
  async untilStored<T>(store: () => Promise<T>): Promise<T | undefined> {
    const { clock, log } = this.#deps;
    for (;;) {
      try {
        return await store();
      } catch (error) {
        log.error("Cannot store an ended answer", error, { willRetry: !this.#end.signal.aborted });
        if (this.#end.signal.aborted) return undefined;
        await clock.sleep(STORE_INTERVAL, this.#end.signal);
      }
    }
  }

  /**
   * Ends the loop and, once the last answers are stored, leaves the list of the living.
   *
   * @param stored Resolves when they are, or can't be.
   */
  async close(stored: Promise<unknown>): Promise<void> {
    this.#end.abort();
    await Promise.all([this.#loop, stored]);
    await this.#deps.turns.leave(this.#deps.instanceId);
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#deps;
    let nextRecovery = 0;
    while (!this.#end.signal.aborted) {
      this.#writing = this.#storeText().catch((error) => log.error("Cannot store text", error));
      await this.#writing;
      const now = clock.now().getTime();
      if (this.#running.size > 0 || now >= nextRecovery) {
        await this.#beat().catch((error) => log.error("Cannot beat", error));
      }
      if (now >= nextRecovery) {
        nextRecovery = now + RECOVERY_INTERVAL;
        await this.#recover().catch((error) => log.error("Cannot recover answers", error));
      }
      await clock.sleep(STORE_INTERVAL, this.#end.signal);
    }
  }

  async #storeText(): Promise<void> {
    const grown = this.#answers()
      .map((answer) => ({ answer, text: answer.feed.text }))
      .filter(({ answer, text }) => text.length > answer.stored);
    if (grown.length === 0) return;
    await this.#deps.turns.appendChunks(grown.map(({ answer, text }) => ({
      answerId: answer.answer.id,
      position: answer.stored,
      text: text.slice(answer.stored),
    })));
    for (const { answer, text } of grown) answer.stored = text.length;
  }

  async #beat(): Promise<void> {
    const { turns, clock, instanceId } = this.#deps;
    const stopped = await turns.heartbeat(instanceId, [...this.#running.keys()], clock.now());
    for (const id of stopped) this.#running.get(id)?.abort("stopped");
  }

  async #recover(): Promise<void> {
    const { turns, clock, log, instanceId } = this.#deps;
    const now = clock.now();
    const deadline = new Date(now.getTime() - STALE_AFTER);
    const self = { instanceId, running: [...this.#running.keys()] };
    const count = await turns.interruptStale(self, { deadline, now });
    if (count > 0) log.warn("Interrupted answers that nobody makes any more", { count });
  }

  /** The answers that are being written, without those whose model is done. */
  #answers(): RunningAnswer[] {
    const turns = new Set(this.#running.values());
    return [...turns].filter(({ isEnding }) => !isEnding).flatMap(({ answers }) => answers);
  }
}
