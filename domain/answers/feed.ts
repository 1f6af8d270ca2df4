import type { Answer } from "../chats/message.ts";
import { GrowingString, type TextSoFar } from "./growing_string.ts";

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
export type AnswerSnapshot = TextSoFar & {
  readonly ended: Answer | null;
  /** What the model has thought so far, with a position of its own; absent until it thinks. */
  readonly thinking?: ThinkingSoFar;
};

/** What a model has thought so far. */
export type ThinkingSoFar = TextSoFar & {
  /** When it began, in milliseconds since 1970; not in the last snapshot. */
  readonly since?: number;
};

/**
 * The text of one running answer, in memory. The text so far is the state and a position in it the
 * only cursor: followers wait for a wake-up and read when they can, so a slow one costs no queue.
 */
export class AnswerFeed {
  readonly #text: GrowingString;
  #thinking: GrowingString | null = null;
  #thinkingSince: number | undefined;
  #ended: Answer | null = null;
  #isClosed = false;
  readonly #wakeUps = new Set<() => void>();

  /**
   * @param text The answer's text so far.
   * @param thinking What the model has thought so far.
   */
  constructor(text = "", thinking = "") {
    this.#text = new GrowingString(text);
    if (thinking !== "") this.#thinking = new GrowingString(thinking);
  }

  /** The text so far, without half a surrogate pair at its end. */
  get text(): string {
    return this.#ended ? this.#ended.content : this.#text.soFar.text;
  }

  /** What the model has thought so far, without half a surrogate pair at its end. */
  get thinking(): string {
    return this.#ended ? this.#ended.thinking?.text ?? "" : this.#thinking?.soFar.text ?? "";
  }

  /** The answer at this moment, its text without half a surrogate pair at the end. */
  get snapshot(): AnswerSnapshot {
    if (this.#ended) return endOf(this.#ended);
    const { text, recent } = this.#text.soFar;
    if (this.#thinking === null) return { text, recent, ended: null };
    const thinking = { ...this.#thinking.soFar, since: this.#thinkingSince };
    return { text, recent, ended: null, thinking };
  }

  /** UTF-16 code units so far, including half a surrogate pair at the end. */
  get length(): number {
    return this.#text.length;
  }

  /** UTF-16 code units of thinking so far, including half a surrogate pair at the end. */
  get thinkingLength(): number {
    return this.#thinking?.length ?? 0;
  }

  /** Whether nothing more will come. */
  get isOver(): boolean {
    return this.#isClosed || this.#ended !== null;
  }

  /** Adds text from the model. */
  append(text: string): void {
    this.#text.append(text);
    this.#wakeAll();
  }

  /** Adds thinking from the model. @param since When it began, in milliseconds since 1970. */
  think(text: string, since: number): void {
    this.#thinkingSince ??= since;
    this.#thinking ??= new GrowingString();
    this.#thinking.append(text);
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
   * Yields a snapshot whenever the text or the thinking has grown since this follower's last one,
   * and finally the ended answer.
   *
   * @param signal Ends the iteration, without an error.
   */
  async *follow(signal?: AbortSignal): AsyncIterable<AnswerSnapshot> {
    let position = 0;
    let thought = 0;
    let wake = () => {};
    const wakeUp = () => wake();
    const unsubscribe = this.subscribe(wakeUp);
    signal?.addEventListener("abort", wakeUp);
    try {
      while (!signal?.aborted) {
        const { snapshot } = this;
        if (snapshot.ended) return yield snapshot;
        const thinking = snapshot.thinking?.text.length ?? 0;
        if (snapshot.text.length > position || thinking > thought) {
          position = snapshot.text.length;
          thought = thinking;
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

function endOf(ended: Answer): AnswerSnapshot {
  const { content: text, thinking } = ended;
  return { text, ended, ...thinking && { thinking: { text: thinking.text } } };
}
