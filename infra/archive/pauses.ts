import { nextMacrotask } from "../runtime/event_loop.ts";

/** Longest work without a pause, in milliseconds. */
const SLICE_MS = 5;

/** Pauses long work now and then, so that the event loop can do other work. */
export class Pauses {
  #last = performance.now();

  /** Pauses if it is time to. Call it between small steps. */
  async take(): Promise<void> {
    if (performance.now() - this.#last < SLICE_MS) return;
    await nextMacrotask();
    this.#last = performance.now();
  }
}
