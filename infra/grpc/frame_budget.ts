/** Types of frames: RFC 9113, section 6. */
export const FrameType = {
  ...{ data: 0, headers: 1, priority: 2, rstStream: 3, settings: 4, ping: 6, goaway: 7 },
  ...{ windowUpdate: 8, continuation: 9 },
} as const;

/** How many frames a client may send that ask for nothing by themselves. */
export type FrameAllowance = {
  /** At once. */
  readonly burst: number;
  /** In each further second, on the average. */
  readonly perSecond: number;
};

/** On connections on which nobody has said who they are; calls count, too. */
export const STRANGERS_FRAMES: FrameAllowance = { burst: 1_000, perSecond: 100 };

/**
 * On all others. Clients of gRPC in Go and C++ send a PING in every round trip in which data comes, and
 * WINDOW_UPDATE for some kilobytes of it.
 */
export const CLIENTS_FRAMES: FrameAllowance = { burst: 20_000, perSecond: 5_000 };

/** What a reset costs, in frames: a call is begun and taken down for it (CVE-2023-44487). */
const RESET_COST = 10;

/** Bytes that we send, for each of which a client may answer with a frame. */
const BYTES_PER_FRAME = 1_024;

/**
 * A bound for everything in HTTP/2 that makes work and has no use of its own: PING, SETTINGS, PRIORITY,
 * RST_STREAM, WINDOW_UPDATE, CONTINUATION, frames without content and of unknown types. It fills up again
 * only while the client reads, so that answers to such frames can't pile up either.
 */
export class FrameBudget {
  readonly #now: () => number;
  #allowance: FrameAllowance = STRANGERS_FRAMES;
  #isKnown = false;
  #left = STRANGERS_FRAMES.burst;
  #filled: number;

  /** @param now Milliseconds on a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#filled = now();
  }

  /** Allows what clients may send on whose connection it is known who they are. */
  recognize(): void {
    if (this.#isKnown) return;
    this.#isKnown = true;
    this.#allowance = CLIENTS_FRAMES;
    this.#left = CLIENTS_FRAMES.burst;
  }

  /** Notes bytes that were sent, and read by the client or at least by its operating system. */
  earn(bytes: number): void {
    this.#add(bytes / BYTES_PER_FRAME);
  }

  /**
   * Counts a frame.
   *
   * @param isRead Whether the client reads what it is sent.
   * @returns Whether it was within the budget.
   */
  spend(frame: { type: number; flags: number; length: number }, isRead: boolean): boolean {
    const now = this.#now();
    if (isRead) this.#add((now - this.#filled) / 1_000 * this.#allowance.perSecond);
    this.#filled = now;
    this.#left -= this.#costOf(frame);
    return this.#left >= 0;
  }

  #add(frames: number): void {
    this.#left = Math.min(this.#left + frames, this.#allowance.burst);
  }

  #costOf({ type, flags, length }: { type: number; flags: number; length: number }): number {
    const isEnd = (flags & 1) !== 0;
    if (type === FrameType.data) return length > 0 || isEnd ? 0 : 1;
    if (type === FrameType.headers) return this.#isKnown ? 0 : 1;
    return type === FrameType.rstStream ? RESET_COST : 1;
  }
}
