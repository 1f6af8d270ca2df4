import { isUnavailable } from "../app_error.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { OutageLog } from "../outage_log.ts";
import type { RunningAnswer, RunningTurn } from "./running_turn.ts";
import type { Instance, TurnGateway } from "./turn_gateway.ts";

/** How often the text of running answers is stored, in milliseconds. */
const STORE_INTERVAL = 500;

/** A process whose last heartbeat is older than this counts as dead, in milliseconds. */
const STALE_AFTER = 15_000;

/**
 * How often each process looks for dead ones, and sends a heartbeat while idle, in milliseconds.
 */
const RECOVERY_INTERVAL = 2_000;

/**
 * How long a process's own heartbeats must have reached the database without a gap before it
 * declares others dead: after an outage of the database or a pause of the machine, all processes
 * have missed some. In milliseconds.
 */
const RECOVER_AFTER = 3_000;

/** Longest time between two heartbeats that is not a gap, in milliseconds. */
const LONGEST_GAP = 5_000;

/** How often to try storing an ended answer in a database that refuses it: for 10 s. */
const MAX_REFUSALS = 20;

/** What the journal works with. */
export type AnswerJournalDeps = {
  readonly turns: TurnGateway;
  readonly clock: Clock;
  readonly log: Log;
  /** Identifies this process among those on the same database. */
  readonly instanceId: string;
};

/**
 * Stores running answers. One loop for all of a process's answers stores their new text, sends the
 * process's heartbeat, learns which answers to stop, and interrupts the answers of dead processes.
 */
export class AnswerJournal {
  readonly #deps: AnswerJournalDeps;
  readonly #running: ReadonlyMap<string, RunningTurn>;
  readonly #end = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #writing: Promise<unknown> = Promise.resolve();
  /** Since when heartbeats have reached the database without a gap. */
  #beatingSince: number | null = null;
  /** Time of the last heartbeat. */
  #beatAt = -Infinity;
  readonly #beats: OutageLog;
  readonly #stores: OutageLog;
  readonly #recoveries: OutageLog;
  readonly #endings: OutageLog;

  /** @param running The turns that this process answers, under the id of each of their answers. */
  constructor(deps: AnswerJournalDeps, running: ReadonlyMap<string, RunningTurn>) {
    this.#deps = deps;
    this.#running = running;
    this.#beats = new OutageLog(deps.log, "tell the database that this process is alive");
    this.#stores = new OutageLog(deps.log, "store the text of running answers");
    this.#recoveries = new OutageLog(deps.log, "look for answers of dead processes");
    this.#endings = new OutageLog(deps.log, "store ended answers");
  }

  /** Sends the first heartbeat and starts the loop. */
  async start(): Promise<void> {
    await this.#beat();
    this.#noteBeat();
    this.#loop = this.#run();
  }

  /** Waits until no text is being stored. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /**
   * Retries `store` while the database can't be reached, so that no answer is lost. Gives up when
   * the journal closes, or after many errors of another kind; the answer is then soon interrupted,
   * with the text that was stored while it streamed.
   *
   * @returns What `store` returned, or nothing.
   */
  async untilStored<T>(store: () => Promise<T>): Promise<T | undefined> {
    let stored: T | undefined;
    let refusals = 0;
    const attempt = async () => {
      stored = await store().catch((error) => {
        if (!isUnavailable(error)) refusals++;
        throw error;
      });
    };
    const { clock, log } = this.#deps;
    while (!await this.#endings.try(attempt)) {
      if (this.#end.signal.aborted || refusals >= MAX_REFUSALS) {
        log.error("Gave up storing an ended answer; its text may be cut short");
        return undefined;
      }
      await clock.sleep(STORE_INTERVAL, this.#end.signal);
    }
    return stored;
  }

  /**
   * Ends the loop and, once the last answers are stored, removes this process from the list of
   * running ones.
   *
   * @param stored Resolves when the last answers are stored or given up.
   */
  async close(stored: Promise<unknown>): Promise<void> {
    this.#end.abort();
    await Promise.all([this.#loop, stored]);
    const { turns, instanceId, log } = this.#deps;
    await turns.leave(instanceId).catch(({ message: reason }) => {
      log.warn("Cannot leave the list of processes; others notice it in 15 s", { reason });
    });
  }

  async #run(): Promise<void> {
    const { clock } = this.#deps;
    let nextRecovery = 0;
    while (!this.#end.signal.aborted) {
      const now = clock.now().getTime();
      const isTimeToRecover = now >= nextRecovery;
      if (isTimeToRecover) nextRecovery = now + RECOVERY_INTERVAL;
      if (this.#running.size > 0 || isTimeToRecover) await this.#keepAlive();
      if (isTimeToRecover && this.#mayRecover(now)) {
        await this.#recoveries.try(() => this.#recover());
      }
      await clock.sleep(STORE_INTERVAL, this.#end.signal);
    }
  }

  /** Text is stored last: what other processes have interrupted is theirs to store. */
  async #keepAlive(): Promise<void> {
    const isAlive = await this.#beats.try(async () => {
      await this.#beat();
      await this.#endAsRequested();
    });
    if (!isAlive) return void (this.#beatingSince = null);
    this.#noteBeat();
    this.#writing = this.#stores.try(() => this.#storeText());
    await this.#writing;
  }

  async #beat(): Promise<void> {
    await this.#deps.turns.heartbeat(this.#deps.instanceId);
  }

  #noteBeat(): void {
    const now = this.#deps.clock.now().getTime();
    if (now - this.#beatAt > LONGEST_GAP) this.#beatingSince = null;
    this.#beatingSince ??= now;
    this.#beatAt = now;
  }

  #mayRecover(now: number): boolean {
    return this.#beatingSince !== null && now - this.#beatingSince >= RECOVER_AFTER;
  }

  async #storeText(): Promise<void> {
    const grown = this.#answers().flatMap(newChunks);
    if (grown.length === 0) return;
    await this.#deps.turns.appendChunks(grown.map(({ chunk }) => chunk));
    for (const { answer, chunk } of grown) {
      answer.stored[chunk.part] = chunk.position + chunk.text.length;
    }
  }

  /** Ends the answers that were stopped in other processes, or that those have interrupted. */
  async #endAsRequested(): Promise<void> {
    // A request to end an answer is not meant for its continuation, which may begin meanwhile.
    const asked = new Map(this.#running);
    const requests = await this.#deps.turns.findEndRequests(this.#self);
    for (const { answerId, reason } of requests) asked.get(answerId)?.abort(reason);
  }

  async #recover(): Promise<void> {
    const { turns, clock, log } = this.#deps;
    const times = { staleAfter: STALE_AFTER, now: clock.now() };
    const count = await turns.interruptStale(this.#self, times);
    if (count > 0) log.warn("Interrupted answers of processes that died", { count });
  }

  get #self(): Instance {
    return { instanceId: this.#deps.instanceId, running: [...this.#running.keys()] };
  }

  /** The answers that are being written, except those whose model is done or aborted. */
  #answers(): RunningAnswer[] {
    const turns = new Set(this.#running.values());
    return [...turns].filter(({ isEnding, signal }) => !isEnding && !signal.aborted)
      .flatMap(({ answers }) => answers);
  }
}

/** What of an answer is not stored yet. */
function newChunks(answer: RunningAnswer) {
  const { feed, stored } = answer;
  return (["text", "thinking"] as const)
    .map((part) => ({ part, position: stored[part], text: feed[part].slice(stored[part]) }))
    .filter(({ text }) => text !== "")
    .map((chunk) => ({ answer, chunk: { ...chunk, answerId: answer.answer.id } }));
}
