import type { Log } from "../../domain/log.ts";

/** Time over which refusals are counted into one line, in milliseconds. */
const WINDOW = 10_000;

/**
 * Logs the number of refusals, one line for each window of time, so that a flood of connections
 * doesn't flood the log.
 */
export class FloodLog {
  readonly #log: Pick<Log, "warn">;
  readonly #message: string;
  readonly #window: number;
  /** Refusals since the last line, by the peer's address. */
  #counts = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param message The message of each line; the numbers are its fields. */
  constructor(log: Pick<Log, "warn">, message: string, window = WINDOW) {
    this.#log = log;
    this.#message = message;
    this.#window = window;
  }

  /** Counts a refusal. */
  count(address: string): void {
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
    this.#timer ??= setTimeout(() => this.flush(), this.#window);
  }

  /** Logs what was counted, if anything was. Also call it at the end. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [most] = [...this.#counts].sort(([, a], [, b]) => b - a);
    if (!most) return;
    const count = this.#counts.values().reduce((sum, one) => sum + one, 0);
    const addresses = this.#counts.size;
    this.#counts = new Map();
    this.#log.warn(this.#message, { count, addresses, mostFrom: most[0] });
  }
}
