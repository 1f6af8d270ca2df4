import { AppError } from "../app_error.ts";
import { said } from "../said.ts";

/** How long a new stream can't be displaced, in milliseconds. */
const SETTLED_AFTER = 10_000;

/** An open stream. `close` ends it so that its client reconnects later. */
type OpenStream = { readonly since: number; readonly close: () => void };

/**
 * Limits how many streams of answers a user has open in this process. The user is looking at the
 * newest one, so it displaces the oldest, whose client reconnects later by itself. Young streams
 * are not displaced: otherwise too many of them would displace each other for ever.
 */
export class StreamLimit {
  readonly #perUser: number;
  readonly #now: () => number;
  /** By user, oldest first. */
  readonly #open = new Map<string, Set<OpenStream>>();

  /** @param now Milliseconds on a clock that only goes forward. */
  constructor(perUser: number, now: () => number = () => performance.now()) {
    this.#perUser = perUser;
    this.#now = now;
  }

  /** Number of open streams, of all users. */
  get size(): number {
    return [...this.#open.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Lets a user open another stream.
   *
   * @throws {AppError} `rate_limited` when there are too many, all of them too young to be closed.
   */
  admit(userId: string): void {
    const streams = this.#open.get(userId);
    if (!streams || streams.size < this.#perUser) return;
    const [oldest] = streams;
    const wait = oldest!.since + SETTLED_AFTER - this.#now();
    if (wait <= 0) return;
    throw new AppError(
      "rate_limited",
      said`Cannot follow more than ${this.#perUser} answers at a time; close some of those that are open`,
      { details: { retryAfterSeconds: Math.ceil(wait / 1000) } },
    );
  }

  /**
   * Counts a new stream, and closes the user's oldest ones beyond the limit.
   *
   * @param close Ends the stream; not called after the returned function was.
   * @returns A function to call when the stream has ended.
   */
  enter(userId: string, close: () => void): () => void {
    const streams = this.#open.get(userId) ?? new Set();
    for (const oldest of streams) {
      if (streams.size < this.#perUser) break;
      streams.delete(oldest);
      oldest.close();
    }
    const stream = { since: this.#now(), close };
    streams.add(stream);
    // Set it last: closing the last open stream above may have removed the set.
    this.#open.set(userId, streams);
    return () => {
      streams.delete(stream);
      if (streams.size === 0 && this.#open.get(userId) === streams) this.#open.delete(userId);
    };
  }
}
