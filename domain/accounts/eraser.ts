import type { Clock } from "../clock.ts";
import type { DeletedText } from "../deleted_text.ts";
import type { Erasure, ErasureGateway } from "./erasure_gateway.ts";
import type { Log } from "../log.ts";
import { OutageLog } from "../outage_log.ts";

/** How often each process looks for deletions that were begun and not ended, in milliseconds. */
const SWEEP_INTERVAL = 10 * 60_000;

/**
 * How long what comes to a deleted account is looked for, in milliseconds. A request that came just before the
 * deletion may store something just after it, which is gone by the end of this time, too.
 */
const LOOKED_AFTER = 60 * 60_000;

/** What the eraser works with. */
export type AccountEraserDeps = {
  readonly erasures: ErasureGateway;
  readonly runner: { stop(answerId: string): Promise<boolean> };
  readonly deletedText: Pick<DeletedText, "wipe">;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Deletes accounts with everything in them. The account itself goes first and at once, so that nobody
 * can use what is half deleted; the rest goes in short steps. Every process also goes on with what
 * others left behind.
 */
export class AccountEraser {
  readonly #deps: AccountEraserDeps;
  readonly #sweeps: OutageLog;
  readonly #end = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(deps: AccountEraserDeps) {
    this.#deps = deps;
    this.#sweeps = new OutageLog(deps.log, "delete what is left of deleted accounts");
  }

  /** Begins to look for deletions that were left half done. */
  start(): void {
    this.#loop = this.#run();
  }

  /** Stops looking. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#loop;
  }

  /**
   * Deletes an account. Answers of it that other processes make are ended by their next heartbeat,
   * which misses them.
   *
   * @throws {AppError} `unavailable`, with nothing deleted. Once the account is gone, what can't be
   * deleted now is left to later.
   */
  async erase(userId: string): Promise<void> {
    const { erasures, runner, clock, deletedText } = this.#deps;
    if (!await erasures.begin(userId, clock.now())) return;
    await this.#sweeps.try(async () => {
      const running = await erasures.runningAnswers(userId);
      await Promise.all(running.map((answerId) => runner.stop(answerId)));
      await this.#deleteAll(userId);
    });
    deletedText.wipe();
  }

  async #run(): Promise<void> {
    const { erasures, clock } = this.#deps;
    while (!this.#end.signal.aborted) {
      await this.#sweeps.try(async () => {
        for (const erasure of await erasures.list()) await this.#finish(erasure);
      });
      await clock.sleep(SWEEP_INTERVAL, this.#end.signal);
    }
  }

  async #finish({ userId, begunAt }: Erasure): Promise<void> {
    const { erasures, clock, deletedText } = this.#deps;
    if (await this.#deleteAll(userId)) deletedText.wipe();
    const isOver = clock.now().getTime() - begunAt.getTime() >= LOOKED_AFTER;
    if (isOver && !this.#end.signal.aborted) await erasures.end(userId, clock.now());
  }

  async #deleteAll(userId: string): Promise<boolean> {
    let isAnything = false;
    while (!this.#end.signal.aborted && await this.#deps.erasures.deleteSome(userId)) {
      isAnything = true;
    }
    return isAnything;
  }
}
