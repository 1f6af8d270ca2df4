import type { Log } from "../../domain/log.ts";
import type { StreamOptions } from "../../views/markdown/stream.ts";
import { GrowingText } from "./growing_text.ts";
import { type JobRunner, plainReason } from "./job_runner.ts";
import type { GrowingJob, GrowingResult } from "./render_jobs.ts";

/** Milliseconds between two updates of a text: about 30 a second look steady. */
const INTERVAL = 33;

/**
 * Milliseconds between two jobs: a third of the interval between two updates of a text. Texts that
 * grow in between share a job, because each job costs messages to the worker.
 */
const PAUSE = 11;

/** How long one job should take, in milliseconds, estimated from its texts' last times. */
const JOB_TIME = 33;

/**
 * All growing texts. Their new parts are rendered together, in one job at a time: a text that was
 * not updated for a while at once or with the next job, and slow texts less often.
 */
export class GrowingTexts {
  readonly #runner: JobRunner;
  readonly #log: Log;
  readonly #texts = new Set<GrowingText>();
  /** Ids of texts that are over, which the runner has not been told yet. */
  readonly #over: number[] = [];
  #begun = 0;
  #isRunning = false;
  #rest: { end: () => void; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(runner: JobRunner, log: Log) {
    this.#runner = runner;
    this.#log = log;
  }

  /** Begins a text. @param onUpdate Called when something new can be shown. */
  begin(options: StreamOptions, onUpdate: () => void): GrowingText {
    const text: GrowingText = new GrowingText(this.#begun++, options, {
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
      await this.#round(start);
      if (this.#texts.size > 0) await this.#restFor(start + PAUSE - performance.now());
    }
    this.#isRunning = false;
  }

  #waiting(): GrowingText[] {
    return [...this.#texts].filter(({ isWaiting }) => isWaiting);
  }

  /** Renders the texts that are due. */
  async #round(now: number): Promise<void> {
    const due = this.#waiting().filter(({ readyAt }) => readyAt <= now);
    const plain = due.filter(({ isPlain }) => isPlain);
    const rendered = chosen(due.filter(({ isPlain }) => !isPlain));
    for (const text of [...plain, ...rendered]) text.readyAt = now + INTERVAL;
    for (const text of plain) text.showPlain();
    await this.#render(rendered);
  }

  async #render(texts: readonly GrowingText[]): Promise<void> {
    const parts = texts.map((text) => text.takePart());
    const job: GrowingJob = { parts, over: this.#over.splice(0) };
    if (parts.length === 0 && job.over.length === 0) return;
    try {
      const results = await this.#runner.run(job) as (GrowingResult | null)[];
      const now = performance.now();
      texts.forEach((text, index) => text.show(results[index]!, now));
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

/** The texts of the next job: those that have waited longest, as many as fit, but at least one. */
function chosen(due: readonly GrowingText[]): GrowingText[] {
  const suspect = due.find(({ isSuspect }) => isSuspect);
  if (suspect) return [suspect];
  let time = 0;
  return due.toSorted((a, b) => a.readyAt - b.readyAt).filter(({ cost }, index) => {
    if (index > 0 && time + cost > JOB_TIME) return false;
    time += cost;
    return true;
  });
}
