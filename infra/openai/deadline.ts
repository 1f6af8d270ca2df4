import { CompletionError } from "../../domain/models/completion_provider.ts";
import { startPatience } from "../connections/patient_timer.ts";

/** Aborts a call when the upstream is silent for too long, or when the caller aborts. */
export class Deadline {
  /** Aborted with the caller's reason or with a {@link CompletionError} `upstream_timeout`. */
  readonly signal: AbortSignal;
  readonly #expired = new AbortController();
  #cancel = () => {};

  /** @param signal The caller's signal. */
  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#expired.signal]);
  }

  /** Starts the time: the upstream must send something within `milliseconds`. */
  start(milliseconds: number): void {
    this.stop();
    this.#cancel = startPatience(milliseconds, () => {
      const message = `The upstream sent nothing for ${milliseconds} ms`;
      this.#expired.abort(new CompletionError("upstream_timeout", message));
    });
  }

  /** Stops the time, because the upstream has sent something. */
  stop(): void {
    this.#cancel();
  }
}
