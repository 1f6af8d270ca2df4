import type { Clock } from "../clock.ts";
import type { DeletedText } from "../deleted_text.ts";
import type { Log } from "../log.ts";
import { OutageLog } from "../outage_log.ts";
import type { Erasure, ErasureGateway } from "./erasure_gateway.ts";

/** How often each process looks for unfinished deletions, in milliseconds. */
const SWEEP_INTERVAL = 10 * 60_000;

/**
 * How long after its deletion an account is searched for new data, in milliseconds. A request that
 * came just before the deletion may store something just after it; that is deleted by the end of
 * this time, too.
 */
const SWEEP_FOR = 60 * 60_000;

/** What the eraser works with. */
export type AccountEraserDeps = {
  readonly erasures: ErasureGateway;
  readonly runner: { stop(answerId: string): Promise<boolean> };
  readonly deletedText: Pick<DeletedText, "wipe">;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Deletes accounts with everything in them. The account itself goes first and at once, so that a
 * half-deleted account can't be used; the rest goes in short steps. Every process also finishes
 * deletions that other processes left undone.
 */
export class AccountEraser {
  readonly #deps: AccountEraserDeps;
  readonly #sweeps: OutageLog;
  readonly #end = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(deps: AccountEraserDeps) {
    this.#deps = deps;
    this.#sweeps = new OutageLog(deps.log, "delete the rest of deleted accounts");
  }

  /** Starts to look for unfinished deletions. */
  start(): void {
    this.#loop = this.#run();
  }

  /** Stops looking. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#loop;
  }

  /**
   * Deletes an account. An answer that another process is writing ends at that process's next
   * heartbeat, which no longer finds it in the database.
   *
   * @throws {AppError} `unavailable`, with nothing deleted. Once the account is gone, whatever
   * can't be deleted now is deleted later.
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
    const isOver = clock.now().getTime() - begunAt.getTime() >= SWEEP_FOR;
    if (isOver && !this.#end.signal.aborted) await erasures.end(userId, clock.now());
  }

  async #deleteAll(userId: string): Promise<boolean> {
    let hasDeleted = false;
    while (!this.#end.signal.aborted && await this.#deps.erasures.deleteSome(userId)) {
      hasDeleted = true;
    }
    return hasDeleted;
  }
}
