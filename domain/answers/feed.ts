import { wholeCharacters } from "../characters.ts";
import type { Answer } from "../chats/message.ts";

/*
 * Three words for an answer that is being written, in all layers:
 *
 * - A *feed* has the text so far: `AnswerFeed` in the process that writes the answer,
 *   `StoredFeeds` what other processes have stored of theirs, `HtmlFeed` the rendering for pages.
 * - To *follow* an answer is to read its feed from a position on. Any number of followers share it.
 * - A *stream* is a connection that carries an answer: from the model's server, or to a follower
 *   over HTTP or gRPC. Answers outlive streams.
 */

/**
 * An answer at one moment. `text` is everything so far; a follower keeps a position (UTF-16 code
 * units) in it and takes `text.slice(position)`. `ended` is the answer in its final state, only in
 * the last snapshot.
 */
export type AnswerSnapshot = {
  readonly text: string;
  readonly ended: Answer | null;
  /** The end of `text` as a string of its own, if there is one, see {@link textSince}. */
  readonly recent?: string;
};

/**
 * `text.slice(position)` of a snapshot. To slice a string that was concatenated from pieces,
 * JavaScript engines copy all of it; doing so for every piece takes quadratic time. So a follower
 * that has nearly everything gets its slice from the short end.
 */
export function textSince({ text, recent = "" }: AnswerSnapshot, position: number): string {
  const start = text.length - recent.length;
  return position >= start ? recent.slice(position - start) : text.slice(position);
}

/** Length at which the recent text is appended to the rest, in UTF-16 code units. */
const MOST_RECENT = 4096;

/**
 * The text of one running answer, in memory. The text so far is the state and a position in it the
 * only cursor: followers wait for a wake-up and read when they can, so a slow one costs no queue.
 */
export class AnswerFeed {
  /** Concatenated from pieces; engines copy it into one string only when it is sliced. */
  #settled: string;
  #recent = "";
  #ended: Answer | null = null;
  #isClosed = false;
  readonly #wakeUps = new Set<() => void>();

  /** @param text The answer's text so far. */
  constructor(text = "") {
    this.#settled = text;
  }

  /** The text so far, without half a surrogate pair at its end. */
  get text(): string {
    return this.snapshot.text;
  }

  /** The answer at this moment, its text without half a surrogate pair at the end. */
  get snapshot(): AnswerSnapshot {
    if (this.#ended) return { text: this.#ended.content, ended: this.#ended };
    if (this.#recent === "") return { text: wholeCharacters(this.#settled), ended: null };
    const recent = wholeCharacters(this.#recent);
    return { text: this.#settled + recent, ended: null, recent };
  }

  /** UTF-16 code units so far, including half a surrogate pair at the end. */
  get length(): number {
    return this.#settled.length + this.#recent.length;
  }

  /** Whether nothing more will come. */
  get isOver(): boolean {
    return this.#isClosed || this.#ended !== null;
  }

  /** Adds text from the model. */
  append(text: string): void {
    if (this.#recent.length < MOST_RECENT) {
      this.#recent += text;
    } else {
      this.#settled += this.#recent;
      this.#recent = text;
    }
    this.#wakeAll();
  }

  /** Ends the answer; followers get it as their last snapshot. */
  end(answer: Answer): void {
    this.#ended = answer;
    this.#wakeAll();
  }

  /**
   * Ends all followers without an ended answer: it was deleted, or this process can't follow it any
   * more.
   */
  close(): void {
    this.#isClosed = true;
    this.#wakeAll();
  }

  /**
   * Calls `wake` whenever the answer has grown or is over.
   *
   * @returns A function that ends that.
   */
  subscribe(wake: () => void): () => void {
    this.#wakeUps.add(wake);
    return () => this.#wakeUps.delete(wake);
  }

  /**
   * Yields a snapshot whenever the text has grown since this follower's last one, and finally the
   * ended answer.
   *
   * @param signal Ends the iteration, without an error.
   */
  async *follow(signal?: AbortSignal): AsyncIterable<AnswerSnapshot> {
    let position = 0;
    let wake = () => {};
    const wakeUp = () => wake();
    const unsubscribe = this.subscribe(wakeUp);
    signal?.addEventListener("abort", wakeUp);
    try {
      while (!signal?.aborted) {
        const { snapshot } = this;
        if (snapshot.ended) return yield snapshot;
        if (snapshot.text.length > position) {
          position = snapshot.text.length;
          yield snapshot;
        } else if (this.#isClosed) {
          return;
        } else {
          await new Promise<void>((resolve) => wake = resolve);
        }
      }
    } finally {
      unsubscribe();
      signal?.removeEventListener("abort", wakeUp);
    }
  }

  #wakeAll(): void {
    for (const wake of this.#wakeUps) wake();
  }
}
