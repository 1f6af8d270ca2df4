import { CompletionError } from "../../domain/models/completion_provider.ts";
import { startPatience } from "../connections/patient_timer.ts";

/** Aborts a call when its upstream keeps it waiting too long, or when its caller does. */
export class Deadline {
  /** Aborted with the caller's reason or with a {@link CompletionError} `upstream_timeout`. */
  readonly signal: AbortSignal;
  readonly #expired = new AbortController();
  #cancel = () => {};

  /** @param signal The caller's. */
  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#expired.signal]);
  }

  /** Begins to wait for the upstream, for `milliseconds` at most. */
  start(milliseconds: number): void {
    this.stop();
    this.#cancel = startPatience(milliseconds, () => {
      const message = `The upstream sent nothing for ${milliseconds} ms`;
      this.#expired.abort(new CompletionError("upstream_timeout", message));
    });
  }

  /** The upstream has sent something: ends the waiting. */
  stop(): void {
    this.#cancel();
  }
}
