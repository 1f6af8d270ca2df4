import type { Answer } from "./message.ts";

/**
 * An answer as a follower sees it at one moment. `text` is everything so far; a follower keeps a
 * position (UTF-16 code units) in it and takes `text.slice(position)`. `ended` is the answer in its
 * final state, in the last snapshot only.
 */
export type AnswerSnapshot = {
  readonly text: string;
  readonly ended: Answer | null;
};

/**
 * The text of one running answer, in memory. The text so far is the state and a position in it the
 * only cursor: followers wait for a wake-up and read when they can, so a slow one costs no queue.
 */
export class AnswerFeed {
  #text: string;
  #ended: Answer | null = null;
  #isClosed = false;
  readonly #wakeUps = new Set<() => void>();

  /** @param text What the answer says already. */
  constructor(text = "") {
    this.#text = text;
  }

  /** All the text so far, without a last character of which only half has come. */
  get text(): string {
    return wholeCharacters(this.#text);
  }

  /** UTF-16 code units so far, with the first half of a character that is to come. */
  get length(): number {
    return this.#text.length;
  }

  /** Whether nothing more will come. */
  get isOver(): boolean {
    return this.#isClosed || this.#ended !== null;
  }

  /** Adds text that came from the model. */
  append(text: string): void {
    this.#text += text;
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
        const text = this.text;
        if (text.length > position) {
          position = text.length;
          yield { text, ended: null };
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

  #wakeAll(): void {
    for (const wake of this.#wakeUps) wake();
  }
}

/**
 * `text` without a trailing high surrogate, whose other half is still to come. Alone it would be
 * stored and sent as U+FFFD.
 */
export function wholeCharacters(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
