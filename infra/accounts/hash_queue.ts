import { AppError, RETRY_SECONDS } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";
import type { HashClient } from "../../domain/accounts/password_hasher.ts";

/** Limits of a {@link HashQueue}. */
export type QueueLimits = {
  /** How many passwords are hashed at once. */
  readonly atOnce: number;
  /** How many more may wait, of known and of unknown clients each. */
  readonly waiting: number;
  /** How many of one client may be hashed or wait. */
  readonly perClient: number;
};

/**
 * Limits how many passwords are hashed at once, and how many wait. Known clients wait in a queue of
 * their own, which goes first.
 */
export class HashQueue {
  readonly #limits: QueueLimits;
  readonly #known = new Set<() => void>();
  readonly #unknown = new Set<() => void>();
  readonly #shares = new Map<string, number>();
  #running = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /**
   * Runs `work` when its turn comes.
   *
   * @throws {AppError} `unavailable` when the queue or the client's share of it is full, or when
   * the client has disconnected.
   */
  async run<T>(caller: HashClient, work: () => Promise<T>): Promise<T> {
    const { client, signal } = caller;
    if (signal?.aborted) throw clientLeft();
    const share = this.#shareOf(client) + 1;
    if (share > this.#limits.perClient) throw queueFull();
    if (client !== undefined) this.#shares.set(client, share);
    try {
      await this.#enter(caller);
      try {
        return await work();
      } finally {
        this.#leave();
      }
    } finally {
      if (client !== undefined) this.#release(client);
    }
  }

  async #enter({ isKnown, signal }: HashClient): Promise<void> {
    const { atOnce, waiting } = this.#limits;
    if (this.#running < atOnce) return void this.#running++;
    const queue = isKnown ? this.#known : this.#unknown;
    if (queue.size >= waiting) throw queueFull();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abandon = () => queue.delete(resolve) && reject(clientLeft());
    queue.add(resolve);
    signal?.addEventListener("abort", abandon);
    await promise.finally(() => signal?.removeEventListener("abort", abandon));
  }

  #leave(): void {
    const queue = this.#known.size > 0 ? this.#known : this.#unknown;
    const [next] = queue;
    if (!next) return void this.#running--;
    queue.delete(next);
    next();
  }

  #shareOf(client?: string): number {
    return client === undefined ? 0 : this.#shares.get(client) ?? 0;
  }

  #release(client: string): void {
    const share = this.#shareOf(client) - 1;
    if (share > 0) this.#shares.set(client, share);
    else this.#shares.delete(client);
  }
}

function queueFull(): AppError {
  const words = said`Too many passwords are being checked; try again in ${RETRY_SECONDS} seconds`;
  return new AppError("unavailable", words, { details: { retryAfterSeconds: RETRY_SECONDS } });
}

function clientLeft(): AppError {
  return new AppError("unavailable", said`The client left before its turn came`);
}
