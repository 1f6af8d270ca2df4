/** Types of frames: RFC 9113, section 6. */
export const FrameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** How many frames without use of their own a client may send. */
export type FrameAllowance = {
  /** At once. */
  readonly burst: number;
  /** In each further second, on average. */
  readonly perSecond: number;
};

/** For connections without an authenticated call; there calls count, too. */
export const GUEST_FRAMES: FrameAllowance = { burst: 1_000, perSecond: 100 };

/**
 * For all other connections. gRPC clients in Go and C++ send a PING in every round trip in which
 * they receive data, and a WINDOW_UPDATE for every few kilobytes.
 */
export const CLIENTS_FRAMES: FrameAllowance = { burst: 20_000, perSecond: 5_000 };

/** The cost of a reset, in frames: a call is set up and torn down for it (CVE-2023-44487). */
const RESET_COST = 10;

/** For every so many bytes that the server sends, the client may respond with a frame. */
const BYTES_PER_FRAME = 1_024;

/**
 * Limits HTTP/2 frames that make work but have no use of their own: PING, SETTINGS, PRIORITY,
 * RST_STREAM, WINDOW_UPDATE, CONTINUATION, empty frames and frames of unknown types. The budget is
 * refilled only while the client reads, so that responses to such frames can't pile up either.
 */
export class FrameBudget {
  readonly #now: () => number;
  #allowance: FrameAllowance = GUEST_FRAMES;
  #isKnown = false;
  #left = GUEST_FRAMES.burst;
  #filled: number;

  /** @param now Milliseconds on a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#filled = now();
  }

  /** Raises the limit after an authenticated call. */
  recognize(): void {
    if (this.#isKnown) return;
    this.#isKnown = true;
    this.#allowance = CLIENTS_FRAMES;
    this.#left = CLIENTS_FRAMES.burst;
  }

  /** Counts bytes that were sent, and read by the client or at least by its operating system. */
  earn(bytes: number): void {
    this.#add(bytes / BYTES_PER_FRAME);
  }

  /**
   * Counts a frame.
   *
   * @param isRead Whether the client reads what the server sends.
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
