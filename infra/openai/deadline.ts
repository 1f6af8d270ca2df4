import { CompletionError } from "../../domain/models/completion_provider.ts";
import { startPatience } from "../connections/patient_timer.ts";

/**
 * Aborts a call when the upstream is silent for too long, or when the caller aborts. It restarts
 * with every read, so it has one timer that wakes when the first time could be over, and then
 * waits for the rest of the last one; a timer for each read would cost more than the read.
 */
export class Deadline {
  /** Aborted with the caller's reason or with a {@link CompletionError} `upstream_timeout`. */
  readonly signal: AbortSignal;
  readonly #expired = new AbortController();
  #milliseconds = 0;
  /** When the time is over and when the timer wakes, by `performance.now()`. */
  #endsAt = Infinity;
  #wakesAt = Infinity;
  #cancel = () => {};

  /** @param signal The caller's signal. */
  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#expired.signal]);
  }

  /** Starts the time anew: the upstream must send something within `milliseconds`. */
  start(milliseconds: number): void {
    const now = performance.now();
    this.#milliseconds = milliseconds;
    this.#endsAt = now + milliseconds;
    if (this.#endsAt < this.#wakesAt) this.#wakeAfter(milliseconds, now);
  }

  /** Stops the time until the next start, because the upstream has sent something. */
  pause(): void {
    this.#endsAt = Infinity;
  }

  /** Stops the time, and its timer. */
  stop(): void {
    this.pause();
    this.#wakesAt = Infinity;
    this.#cancel();
  }

  #wakeAfter(milliseconds: number, now: number): void {
    this.#cancel();
    this.#wakesAt = now + milliseconds;
    this.#cancel = startPatience(milliseconds, () => this.#check());
  }

  #check(): void {
    this.#wakesAt = Infinity;
    if (this.#endsAt === Infinity) return;
    const now = performance.now();
    if (now < this.#endsAt) return this.#wakeAfter(this.#endsAt - now, now);
    const message = `The upstream sent nothing for ${this.#milliseconds} ms`;
    this.#expired.abort(new CompletionError("upstream_timeout", message));
  }
}
