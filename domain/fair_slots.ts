type Enter = (slot: Disposable) => void;

/**
 * A fixed number of slots for expensive work. Each key, such as a user, holds at most one. Waiting
 * keys take turns: a key that just had a slot goes to the end of the line.
 */
export class FairSlots {
  readonly #count: number;
  readonly #taken = new Set<string>();
  /** Keys in the order of their turns, each with its waiting calls in order of arrival. */
  readonly #waiting = new Map<string, Set<Enter>>();

  /** @param count How many slots there are. */
  constructor(count: number) {
    this.#count = count;
  }

  /**
   * Waits for a slot.
   *
   * @param signal Ends the wait.
   * @returns The slot, free again when it is disposed; `null` when `signal` came first.
   */
  take(key: string, signal: AbortSignal): Promise<Disposable | null>;
  take(key: string): Promise<Disposable>;
  take(key: string, signal?: AbortSignal): Promise<Disposable | null> {
    const { promise, resolve } = Promise.withResolvers<Disposable | null>();
    if (signal?.aborted) return Promise.resolve(null);
    const line = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, line.add(resolve));
    signal?.addEventListener("abort", () => {
      if (!line.delete(resolve)) return;
      if (line.size === 0) this.#waiting.delete(key);
      resolve(null);
    });
    this.#give();
    return promise;
  }

  #give(): void {
    for (const [key, line] of this.#waiting) {
      if (this.#taken.size >= this.#count) return;
      if (this.#taken.has(key)) continue;
      const [enter] = line;
      line.delete(enter!);
      if (line.size === 0) this.#waiting.delete(key);
      this.#taken.add(key);
      enter!(this.#slot(key));
    }
  }

  #slot(key: string): Disposable {
    return {
      [Symbol.dispose]: () => {
        this.#taken.delete(key);
        const line = this.#waiting.get(key);
        this.#waiting.delete(key);
        if (line) this.#waiting.set(key, line);
        this.#give();
      },
    };
  }
}
