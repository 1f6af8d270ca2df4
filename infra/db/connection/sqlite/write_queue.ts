import type { Batch, BatchOutcome } from "./writer.ts";
import type { Writer } from "./writer_thread.ts";

/** Batches that are committed together at most: a few milliseconds of work. */
const MAX_BATCHES = 64;

/** Text that is committed together at most, in UTF-16 code units; a single batch may have more. */
const MAX_TEXT = 1_000_000;

/** A batch that waits for the writer. */
type WaitingBatch = {
  readonly batch: Batch;
  readonly resolve: (outcome: BatchOutcome) => void;
  readonly reject: (error: unknown) => void;
};

/** A caller that waits to have the writer for itself. */
type WaitingTurn = { readonly take: (turn: WriterTurn) => void };

/** The writer, for one caller alone until it is released. */
export type WriterTurn = { readonly ask: Writer["ask"]; readonly release: () => void };

/**
 * Passes batches to the writer, in order of arrival. The writer has one group of them at a time, and
 * what arrives meanwhile is the next group, so that the busier it is, the more share a commit.
 */
export class WriteQueue {
  readonly #start: () => Writer;
  readonly #waiting: (WaitingBatch | WaitingTurn)[] = [];
  #writer: Writer | null = null;
  #isBusy = false;
  #isClosed = false;

  /** @param start Starts a writer: for the first batch, and after one has died. */
  constructor(start: () => Writer) {
    this.#start = start;
  }

  /**
   * Commits a batch.
   *
   * @returns What came of it, once it is on disk.
   * @throws {Error} with the code `EDIED` when it is unknown what came of it.
   */
  batch(batch: Batch): Promise<BatchOutcome> {
    return new Promise((resolve, reject) => this.#enter({ batch, resolve, reject }));
  }

  /** Waits until the writer has done all that came before. The turn must be released. */
  turn(): Promise<WriterTurn> {
    return new Promise((take) => this.#enter({ take }));
  }

  /** Closes the writer after all that was asked before. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    const turn = this.turn();
    this.#isClosed = true;
    await turn;
    if (this.#writer && !this.#writer.isDead) await this.#writer.ask("close");
    this.#writer?.end();
  }

  #enter(waiting: WaitingBatch | WaitingTurn): void {
    if (this.#isClosed) throw new Error("The database is closed");
    this.#waiting.push(waiting);
    if (!this.#isBusy) this.#next();
  }

  #next(): void {
    const [first] = this.#waiting;
    this.#isBusy = first !== undefined;
    if (!first) return;
    if ("batch" in first) return void this.#commit(takeGroup(this.#waiting));
    this.#waiting.shift();
    let writer: Writer | undefined;
    first.take({
      // If the writer dies, its transaction doesn't go on with another.
      ask: (method, ...args) => (writer ??= this.#live()).ask(method, ...args),
      release: () => this.#next(),
    });
  }

  async #commit(group: readonly WaitingBatch[]): Promise<void> {
    try {
      const outcomes = await this.#live().ask("group", group.map(({ batch }) => batch));
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index]!);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    this.#next();
  }

  #live(): Writer {
    if (!this.#writer || this.#writer.isDead) this.#writer = this.#start();
    return this.#writer;
  }
}

/** Takes the batches that come first, as many as are committed together. */
function takeGroup(waiting: (WaitingBatch | WaitingTurn)[]): WaitingBatch[] {
  const group: WaitingBatch[] = [];
  for (let text = 0; group.length < MAX_BATCHES;) {
    const [next] = waiting;
    if (!next || !("batch" in next)) break;
    text += textLength(next.batch);
    if (text > MAX_TEXT && group.length > 0) break;
    waiting.shift();
    group.push(next);
  }
  return group;
}

function textLength(batch: Batch): number {
  let length = 0;
  for (const { values } of batch) {
    for (const value of values) if (typeof value === "string") length += value.length;
  }
  return length;
}
