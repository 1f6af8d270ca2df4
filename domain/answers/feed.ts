import { wholeCharacters } from "../characters.ts";
import type { Answer } from "../chats/message.ts";

/**
 * An answer as a follower sees it at one moment. `text` is everything so far; a follower keeps a
 * position (UTF-16 code units) in it and takes `text.slice(position)`. `ended` is the answer in its
 * final state, in the last snapshot only.
 */
export type AnswerSnapshot = {
  readonly text: string;
  readonly ended: Answer | null;
  /** Where there is one, the end of `text` in a string of its own, see {@link textSince}. */
  readonly recent?: string;
};

/**
 * `text.slice(position)` of a snapshot. JavaScript engines copy a whole text that was put together from
 * pieces to take a slice of it; done for each piece, that takes time by the square of its length. So a
 * follower that has nearly all of it is served from its end alone.
 */
export function textSince({ text, recent = "" }: AnswerSnapshot, position: number): string {
  const start = text.length - recent.length;
  return position >= start ? recent.slice(position - start) : text.slice(position);
}

/** From which length on the recent text joins the rest, in UTF-16 code units. */
const MOST_RECENT = 4096;

/**
 * The text of one running answer, in memory. The text so far is the state and a position in it the
 * only cursor: followers wait for a wake-up and read when they can, so a slow one costs no queue.
 */
export class AnswerFeed {
  /** Put together from pieces, whole only when somebody needs it whole. */
  #settled: string;
  #recent = "";
  #ended: Answer | null = null;
  #isClosed = false;
  readonly #wakeUps = new Set<() => void>();

  /** @param text What the answer says already. */
  constructor(text = "") {
    this.#settled = text;
  }

  /** All the text so far, without a last character of which only half has come. */
  get text(): string {
    return this.#snapshot().text;
  }

  /** UTF-16 code units so far, with the first half of a character that is to come. */
  get length(): number {
    return this.#settled.length + this.#recent.length;
  }

  /** Whether nothing more will come. */
  get isOver(): boolean {
    return this.#isClosed || this.#ended !== null;
  }

  /** Adds text that came from the model. */
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

  /** Ends following, though the answer may go on: it is gone, or can't be followed here any more. */
  close(): void {
    this.#isClosed = true;
    this.#wakeAll();
  }

  /**
   * Yields the text each time it is longer than the last time this follower looked, and at the end
   * the ended answer.
   *
   * @param signal Ends the iteration, without an error.
   */
  async *follow(signal?: AbortSignal): AsyncIterable<AnswerSnapshot> {
    let position = 0;
    let wake = () => {};
    const wakeUp = () => wake();
    this.#wakeUps.add(wakeUp);
    signal?.addEventListener("abort", wakeUp);
    try {
      while (!signal?.aborted) {
        if (this.#ended) return yield { text: this.#ended.content, ended: this.#ended };
        const snapshot = this.#snapshot();
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
      this.#wakeUps.delete(wakeUp);
      signal?.removeEventListener("abort", wakeUp);
    }
  }

  #snapshot(): AnswerSnapshot {
    if (this.#recent === "") return { text: wholeCharacters(this.#settled), ended: null };
    const recent = wholeCharacters(this.#recent);
    return { text: this.#settled + recent, ended: null, recent };
  }

  #wakeAll(): void {
    for (const wake of this.#wakeUps) wake();
  }
}
