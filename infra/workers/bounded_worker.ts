/** How a worker is started, and how long it may take. */
export type BoundedWorkerOptions = {
  /** The worker's module: it answers each message with one, `{ result }` or `{ error }`. */
  readonly url: URL;
  /** Milliseconds after which a job is stopped. */
  readonly timeLimit: number;
  /** Milliseconds without a job after which the worker is ended, to keep an idle process small. */
  readonly idleTime?: number;
};

/** Milliseconds that starting a worker may take besides, on a busy machine. */
const STARTING_TIME = 30_000;

/** Milliseconds after which a worker without a job is ended, unless said otherwise. */
const IDLE_TIME = 60_000;

type Job = {
  readonly message: unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Answer = { readonly result: unknown } | { readonly error: unknown };

/**
 * A Web worker that does one job after the other. It is started for the first job, and terminated
 * when a job takes too long, so that one that would never end is stopped; the next job has a new
 * worker.
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
   * Has the worker do a job, after those that were given before.
   *
   * @param message What the worker is sent.
   * @returns what it answers.
   * @throws {DOMException} `TimeoutError` when the job took too long, `AbortError` once this was
   * disposed.
   * @throws what the worker throws, or breaks with.
   */
  run(message: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(closed());
      this.#waiting.push({ message, resolve, reject });
      this.#next();
    });
  }

  /** Ends the worker and its jobs. */
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
      // Else the process would end with it.
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
