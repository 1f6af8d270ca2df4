/** How a worker is started, and how long it may take. */
export type BoundedWorkerOptions = {
  /** The worker's module: it answers each message with `{ result }` or `{ error }`. */
  readonly url: URL;
  /** Milliseconds after which a job is stopped. */
  readonly timeLimit: number;
  /**
   * Milliseconds without a job after which the worker is terminated, to keep an idle process small.
   */
  readonly idleTime?: number;
};

/**
 * Extra milliseconds for the first job of a worker, which takes long to start on a busy machine.
 */
const STARTING_TIME = 30_000;

/** The default `idleTime`. */
const IDLE_TIME = 60_000;

type Job = {
  readonly message: unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Answer = { readonly result: unknown } | { readonly error: unknown };

/**
 * A Web worker that does one job after another. It starts with the first job. A job that takes too
 * long is stopped by terminating the worker; the next job gets a new one.
 */
export class BoundedWorker {
  readonly #options: BoundedWorkerOptions;
  readonly #waiting: Job[] = [];
  #job: Job | null = null;
  #worker: Worker | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: BoundedWorkerOptions) {
    this.#options = options;
  }

  /**
   * Runs a job after all earlier ones.
   *
   * @param message The message to send to the worker.
   * @returns The worker's `result`.
   * @throws {DOMException} `TimeoutError` when the job took too long, `AbortError` after the worker
   * was disposed of.
   * @throws The worker's `error`, or the error that it died with.
   */
  run(message: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(closed());
      this.#waiting.push({ message, resolve, reject });
      this.#next();
    });
  }

  /** Terminates the worker and rejects its jobs. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#end();
    const jobs = this.#waiting.splice(0);
    if (this.#job) jobs.unshift(this.#job);
    this.#job = null;
    for (const { reject } of jobs) reject(closed());
  }

  #next(): void {
    if (this.#job) return;
    const job = this.#waiting.shift();
    clearTimeout(this.#timer);
    if (!job) {
      this.#timer = setTimeout(() => this.#end(), this.#options.idleTime ?? IDLE_TIME);
      return;
    }
    this.#job = job;
    const limit = this.#options.timeLimit + (this.#worker ? 0 : STARTING_TIME);
    this.#timer = setTimeout(() => this.#break(tookTooLong()), limit);
    this.#worker ??= this.#start();
    this.#worker.postMessage(job.message);
  }

  #start(): Worker {
    const worker = new Worker(this.#options.url, { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (worker !== this.#worker) return;
      const job = this.#take();
      if ("error" in data) job?.reject(data.error);
      else job?.resolve(data.result);
      this.#next();
    });
    worker.addEventListener("error", (event) => {
      // Otherwise the worker's error would end the process.
      event.preventDefault();
      if (worker === this.#worker) this.#break(new Error(`Cannot go on: ${event.message}`));
    });
    return worker;
  }

  #break(error: unknown): void {
    this.#end();
    this.#take()?.reject(error);
    this.#next();
  }

  #take(): Job | null {
    const job = this.#job;
    this.#job = null;
    return job;
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = null;
  }
}

function tookTooLong(): DOMException {
  return new DOMException("The job took too long", "TimeoutError");
}

function closed(): DOMException {
  return new DOMException("The worker was closed", "AbortError");
}
