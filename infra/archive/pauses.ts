import { nextTurn } from "../tokens/next_turn.ts";

/** How long work may go on before the event loop gets its turn, in milliseconds. */
const SLICE_MS = 5;

/** Lets everybody else have a turn now and then during long work. */
export class Pauses {
  #last = performance.now();

  /** To be called between small steps. */
  async take(): Promise<void> {
    if (performance.now() - this.#last < SLICE_MS) return;
    await nextTurn();
    this.#last = performance.now();
  }
}
