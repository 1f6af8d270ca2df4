import { AppError } from "../app_error.ts";
import { said } from "../said.ts";

/** For how long a stream that was just opened keeps its place, in milliseconds. */
const SETTLED_AFTER = 10_000;

/** An open stream and how to end it, so that its client comes back. */
type OpenStream = { readonly since: number; readonly close: () => void };

/**
 * How many streams of answers a user may have open at this process. What was opened last is what the
 * user looks at, so the oldest stream makes way for it, and comes back later by itself. Streams that
 * are still young don't make way: otherwise too many of them would displace each other for ever.
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

  /** How many streams all users have open. */
  get size(): number {
    return [...this.#open.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Lets a user open another stream.
   *
   * @throws {AppError} `rate_limited` when there are too many and none of them may be closed yet.
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
   * Counts a stream that has begun, and closes the oldest ones of its user's that are too many.
   *
   * @param close Ends the stream; not called any more once it has left.
   * @returns leaves: to be called when the stream has ended.
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
    // Only now: the streams that left have taken an empty set away.
    this.#open.set(userId, streams);
    return () => {
      streams.delete(stream);
      if (streams.size === 0 && this.#open.get(userId) === streams) this.#open.delete(userId);
    };
  }
}
