import { AppError, RETRY_SECONDS } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";
import type { HashClient } from "../../domain/accounts/password_hasher.ts";

/** How many passwords are hashed at once, and how many wait. */
export type QueueLimits = {
  readonly atOnce: number;
  /** How much may wait besides: of known clients, and as much of strangers. */
  readonly waiting: number;
  /** How much of both one client may have. */
  readonly perClient: number;
};

/**
 * Hashes so many passwords at once; further ones wait in line, which has an end. Known clients have a line of
 * their own, whose turn comes first.
 */
export class HashQueue {
  readonly #limits: QueueLimits;
  readonly #known = new Set<() => void>();
  readonly #strangers = new Set<() => void>();
  readonly #shares = new Map<string, number>();
  #running = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /**
   * Hashes a password when its turn comes.
   *
   * @throws {AppError} `unavailable` when the line or the client's share of it is full, or the client has left.
   */
  async run<T>(waiting: HashClient, work: () => Promise<T>): Promise<T> {
    const { client, signal } = waiting;
    if (signal?.aborted) throw clientLeft();
    const share = this.#shareOf(client) + 1;
    if (share > this.#limits.perClient) throw queueFull();
    if (client !== undefined) this.#shares.set(client, share);
    try {
      await this.#enter(waiting);
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
    const line = isKnown ? this.#known : this.#strangers;
    if (line.size >= waiting) throw queueFull();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leaveLine = () => line.delete(resolve) && reject(clientLeft());
    line.add(resolve);
    signal?.addEventListener("abort", leaveLine);
    await promise.finally(() => signal?.removeEventListener("abort", leaveLine));
  }

  #leave(): void {
    const line = this.#known.size > 0 ? this.#known : this.#strangers;
    const [next] = line;
    if (!next) return void this.#running--;
    line.delete(next);
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
