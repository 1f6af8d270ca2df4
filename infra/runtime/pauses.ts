import { nextMacrotask, SLICE_MS } from "./event_loop.ts";

/**
 * Pauses long asynchronous work every few milliseconds, so that the event loop can do other work.
 * Each piece of work has its own; `TimeSlices` is for many short computations that share a slice.
 */
export class Pauses {
  #last = performance.now();

  /** Pauses if it is time to. Call it between small steps. */
  async take(): Promise<void> {
    if (performance.now() - this.#last < SLICE_MS) return;
    await nextMacrotask();
    this.#last = performance.now();
  }
}
