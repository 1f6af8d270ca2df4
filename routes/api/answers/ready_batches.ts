import { within } from "../../http/within.ts";

/** Most items in a batch. */
const LARGEST = 64;

/** Turns of the microtask queue that an available item takes at most through nested generators. */
const TURNS = 24;

/**
 * Reads an iterator at its reader's pace. Items that are available at the same time form a batch.
 */
export class ReadyBatches<T> {
  readonly #items: AsyncIterator<T>;
  #ready: T[] = [];
  #waiting: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isOver = false;

  constructor(items: AsyncIterable<T>) {
    this.#items = items[Symbol.asyncIterator]();
  }

  /** Whether all items have been read. */
  get isOver(): boolean {
    return this.#isOver && this.#ready.length === 0;
  }

  /**
   * Waits for the next items.
   *
   * @param timeoutMs Milliseconds to wait.
   * @returns The items; none when none came in time, or there are no more.
   * @throws what the iterator throws, after the items before the error.
   */
  async read(timeoutMs: number): Promise<T[]> {
    this.#advance();
    if (this.#waiting) await this.#gather();
    if (this.#waiting && this.#ready.length === 0) await within(timeoutMs, this.#waiting);
    const items = this.#ready;
    this.#ready = [];
    if (items.length === 0 && this.#failure) throw this.#failure.error;
    return items;
  }

  async #gather(): Promise<void> {
    for (let turn = 0; turn < TURNS && this.#ready.length < LARGEST; turn++) {
      await null;
      if (this.#waiting) continue;
      if (this.#isOver) return;
      this.#advance();
      turn = 0;
    }
  }

  #advance(): void {
    if (this.#waiting || this.#isOver) return;
    this.#waiting = this.#items.next().then(({ done, value }) => {
      if (done) this.#isOver = true;
      else this.#ready.push(value);
    }, (error) => {
      this.#failure = { error };
      this.#isOver = true;
    }).then(() => this.#waiting = undefined);
  }
}
