import { nextMacrotask, SLICE_MS } from "./event_loop.ts";

type Job = { step(): boolean; fail(error: unknown): void };

/**
 * Runs computations, written as generators that yield between small steps, in slices of a few
 * milliseconds. All of them share one slice per turn of the event loop, round robin, so many block
 * it no longer than one does.
 */
export class TimeSlices {
  readonly #waiting: Job[] = [];
  /** Milliseconds worked in this turn of the event loop. */
  #spent = 0;
  #isScheduled = false;

  /**
   * Runs a computation to its end. Begins at once unless others have used up the slice.
   *
   * @returns What the generator returns.
   */
  run<T>(work: Generator<void, T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        step() {
          const { done, value } = work.next();
          if (done) resolve(value);
          return done === true;
        },
        fail: reject,
      });
      if (this.#isScheduled) return;
      if (this.#spent < SLICE_MS) this.#work();
      else this.#schedule();
    });
  }

  #work(): void {
    const start = performance.now();
    const end = start + SLICE_MS - this.#spent;
    for (let job; performance.now() < end && (job = this.#waiting.shift());) {
      if (!isDoneBy(end, job)) this.#waiting.push(job);
    }
    this.#spent += performance.now() - start;
    if (this.#waiting.length > 0) this.#schedule();
  }

  #schedule(): void {
    this.#isScheduled = true;
    nextMacrotask().then(() => {
      this.#isScheduled = false;
      this.#spent = 0;
      this.#work();
    });
  }
}

function isDoneBy(end: number, job: Job): boolean {
  try {
    while (performance.now() < end) {
      if (job.step()) return true;
    }
    return false;
  } catch (error) {
    job.fail(error);
    return true;
  }
}
