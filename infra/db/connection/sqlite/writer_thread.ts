import type { FileIdentity } from "./opened_file.ts";
import { fromPlain, type PlainError } from "./plain_error.ts";
import type { SqliteWriter } from "./writer.ts";

/** The writer's methods, by name. */
export type WriterMethods = Pick<
  SqliteWriter,
  "group" | "run" | "begin" | "commit" | "rollback" | "close"
>;

/** A message to the writer's thread. */
export type WriterCall = { readonly method: keyof WriterMethods; readonly args: unknown[] };

/** Its reply. */
export type WriterReply = { readonly result: unknown } | { readonly error: PlainError };

/** A writer in this or another thread. */
export interface Writer {
  /** Whether it can't be used any more. */
  readonly isDead: boolean;

  /**
   * Calls a method after all that were called before.
   *
   * @throws the driver's error, or one with the code `EDIED`: it is unknown then what was committed.
   */
  ask<Method extends keyof WriterMethods>(
    method: Method,
    ...args: Parameters<WriterMethods[Method]>
  ): Promise<ReturnType<WriterMethods[Method]>>;

  /** Ends its thread. */
  end(): void;
}

/** Puts a writer into a thread of its own, so that commits and locks don't block this one. */
export class WriterThread implements Writer {
  readonly #worker: Worker;
  /** Calls without a reply yet, in order. */
  readonly #asked: PromiseWithResolvers<unknown>[] = [];
  #death: Error | null = null;

  /** @param url Another module than the writer's own, for tests. */
  constructor(file: FileIdentity, url: URL = new URL("./writer_worker.ts", import.meta.url)) {
    this.#worker = new Worker(url, { type: "module" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<WriterReply>) => {
      const call = this.#asked.shift()!;
      if ("error" in data) call.reject(fromPlain(data.error));
      else call.resolve(data.result);
    });
    this.#worker.addEventListener("error", (event) => {
      // Otherwise the worker's error would end the process.
      event.preventDefault();
      this.#die(`The database's writer broke: ${event.message}`);
    });
    this.#worker.postMessage(file);
  }

  get isDead(): boolean {
    return this.#death !== null;
  }

  ask<Method extends keyof WriterMethods>(
    method: Method,
    ...args: Parameters<WriterMethods[Method]>
  ): Promise<ReturnType<WriterMethods[Method]>> {
    if (this.#death) return Promise.reject(this.#death);
    this.#worker.postMessage({ method, args } satisfies WriterCall);
    const asked = Promise.withResolvers<unknown>();
    this.#asked.push(asked);
    return asked.promise as Promise<ReturnType<WriterMethods[Method]>>;
  }

  end(): void {
    this.#die("The database is closed");
  }

  #die(reason: string): void {
    this.#death ??= Object.assign(new Error(reason), { code: "EDIED" });
    this.#worker.terminate();
    for (const call of this.#asked.splice(0)) call.reject(this.#death);
  }
}

/** Calls a writer in this thread, for a database in memory, which no other thread could see. */
export class WriterInProcess implements Writer {
  readonly isDead = false;
  readonly #writer: SqliteWriter;

  constructor(writer: SqliteWriter) {
    this.#writer = writer;
  }

  // deno-lint-ignore require-await -- so that it rejects instead of throwing
  async ask<Method extends keyof WriterMethods>(
    method: Method,
    ...args: Parameters<WriterMethods[Method]>
  ): Promise<ReturnType<WriterMethods[Method]>> {
    return Reflect.apply(this.#writer[method], this.#writer, args);
  }

  end(): void {}
}
