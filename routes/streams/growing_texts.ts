import type { Log } from "../../domain/log.ts";
import type { StreamOptions } from "../../views/markdown/stream.ts";
import { GrowingText } from "./growing_text.ts";
import { type JobRunner, plainReason } from "./job_runner.ts";
import type { GrowingJob, GrowingResult } from "./render_jobs.ts";

/** Milliseconds between updates: about 30 a second look steady. */
const INTERVAL = 33;

/** How long one job should take, in milliseconds, estimated from its texts' last times. */
const JOB_TIME = 33;

/**
 * All growing texts. Their new parts are rendered together, in one job at a time: that saves
 * messages to the worker, and updates each text at most every 33 ms. Slow texts are rendered less
 * often, and quick ones don't wait for them.
 */
export class GrowingTexts {
  readonly #runner: JobRunner;
  readonly #log: Log;
  readonly #texts = new Set<GrowingText>();
  /** Ids of texts that are over, which the runner has not been told yet. */
  readonly #over: string[] = [];
  #isRunning = false;
  #rest: { end: () => void; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(runner: JobRunner, log: Log) {
    this.#runner = runner;
    this.#log = log;
  }

  /** Begins a text. @param onUpdate Called when something new can be shown. */
  begin(options: StreamOptions, onUpdate: () => void): GrowingText {
    const text: GrowingText = new GrowingText(options, {
      onUpdate,
      onWork: () => this.#work(),
      onClose: () => this.#forget(text),
    });
    this.#texts.add(text);
    return text;
  }

  #forget(text: GrowingText): void {
    this.#texts.delete(text);
    this.#over.push(text.id);
    if (this.#texts.size > 0) return;
    if (this.#rest) this.#rest.end();
    else this.#work();
  }

  async #work(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    // Texts that change at the same moment join the job.
    await null;
    // No `await` between this check and the end, or work that arrives in between would be missed.
    while (this.#over.length > 0 || this.#waiting().length > 0) {
      const start = performance.now();
      const pause = await this.#round(start);
      await this.#restFor(start + pause - performance.now());
    }
    this.#isRunning = false;
  }

  #waiting(): GrowingText[] {
    return [...this.#texts].filter(({ isWaiting }) => isWaiting);
  }

  /** Renders the texts that are due. @returns milliseconds from `now` until the next round. */
  async #round(now: number): Promise<number> {
    const waiting = this.#waiting();
    for (const text of waiting) text.waitsSince = Math.min(text.waitsSince, now);
    const due = waiting.filter(({ readyAt }) => readyAt <= now);
    if (due.length === 0 && this.#over.length === 0) {
      return Math.max(INTERVAL, Math.min(...waiting.map(({ readyAt }) => readyAt)) - now);
    }
    for (const text of due) if (text.isPlain) text.showPlain();
    await this.#render(chosen(due.filter(({ isPlain }) => !isPlain)));
    return this.#texts.size > 0 ? INTERVAL : 0;
  }

  async #render(texts: readonly GrowingText[]): Promise<void> {
    for (const text of texts) text.waitsSince = Infinity;
    const parts = texts.map((text) => text.takePart());
    const job: GrowingJob = { parts, over: this.#over.splice(0) };
    if (parts.length === 0 && job.over.length === 0) return;
    try {
      const results = await this.#runner.run(job) as (GrowingResult | null)[];
      const now = performance.now();
      texts.forEach((text, index) => text.show(parts[index]!, results[index]!, now));
    } catch (error) {
      this.#blame(texts, error);
    }
  }

  /** Finds the text that failed: one that was rendered alone; of several, each is tried alone. */
  #blame(texts: readonly GrowingText[], error: unknown): void {
    const [text] = texts;
    for (const text of this.#texts) text.beginAnew();
    if (texts.length > 1) {
      for (const text of texts) text.isSuspect = true;
    } else if (text) {
      this.#log.error("Cannot render a growing answer, which is shown as it was written", error);
      text.leavePlain(plainReason(error));
    }
  }

  #restFor(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#rest = null;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#rest = { end, timer };
    });
  }
}

/** The texts of the next job: as many quick ones as fit, and always the one that waited longest. */
function chosen(due: readonly GrowingText[]): GrowingText[] {
  const suspect = due.find(({ isSuspect }) => isSuspect);
  if (suspect) return [suspect];
  let time = 0;
  const cheap = due.toSorted((a, b) => a.cost - b.cost).filter(({ cost }) => {
    time += cost;
    return time <= JOB_TIME;
  });
  const oldest = due.toSorted((a, b) => a.waitsSince - b.waitsSince)[0];
  return oldest && !cheap.includes(oldest) ? [...cheap, oldest] : cheap;
}
