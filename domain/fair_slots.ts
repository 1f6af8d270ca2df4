type Waiting = { readonly key: string; readonly enter: (slot: Disposable) => void };

/**
 * Slots for work of which only so much can be done at a time. A key, such as a user, has one of them at
 * most; of the others, the one that has waited longest gets the next slot that is free.
 */
export class FairSlots {
  readonly #count: number;
  readonly #taken = new Set<string>();
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiting>();

  /** @param count How many there are. */
  constructor(count: number) {
    this.#count = count;
  }

  /**
   * Waits for a slot.
   *
   * @param signal Ends the wait.
   * @returns The slot, free again when it is disposed; `null` when `signal` came first.
   */
  take(key: string, signal: AbortSignal): Promise<Disposable | null> {
    const { promise, resolve } = Promise.withResolvers<Disposable | null>();
    if (signal.aborted) return Promise.resolve(null);
    const waiting = { key, enter: resolve };
    this.#waiting.add(waiting);
    signal.addEventListener("abort", () => {
      if (this.#waiting.delete(waiting)) resolve(null);
    });
    this.#give();
    return promise;
  }

  #give(): void {
    for (const waiting of this.#waiting) {
      if (this.#taken.size >= this.#count) return;
      if (this.#taken.has(waiting.key)) continue;
      this.#waiting.delete(waiting);
      this.#taken.add(waiting.key);
      waiting.enter(this.#slot(waiting.key));
    }
  }

  #slot(key: string): Disposable {
    return {
      [Symbol.dispose]: () => {
        this.#taken.delete(key);
        this.#give();
      },
    };
  }
}
