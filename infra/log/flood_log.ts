import type { Log } from "../../domain/log.ts";

/** How long refusals are counted before they are logged, in milliseconds. */
const WINDOW = 10_000;

/** Logs refusals in sum, one line for all of a window: a flood must not fill the log, too. */
export class FloodLog {
  readonly #log: Pick<Log, "warn">;
  readonly #message: string;
  readonly #window: number;
  /** By the peer's address, since the last line. */
  #counts = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param message What a line says; the numbers are its fields. */
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

  /** Logs what was counted, if anything was. To be called at the end, too. */
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
