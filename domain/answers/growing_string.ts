import { wholeCharacters } from "../characters.ts";

/** A growing text at one moment, without half a surrogate pair at its end. */
export type TextSoFar = {
  readonly text: string;
  /** The end of `text` as a string of its own, if there is one, see {@link textSince}. */
  readonly recent?: string;
};

/**
 * `text.slice(position)` of a growing text. To slice a string that was concatenated from pieces,
 * JavaScript engines copy all of it; doing so for every piece takes quadratic time. So a follower
 * that has nearly everything gets its slice from the short end.
 */
export function textSince({ text, recent = "" }: TextSoFar, position: number): string {
  const start = text.length - recent.length;
  return position >= start ? recent.slice(position - start) : text.slice(position);
}

/** Length at which the recent text is appended to the rest, in UTF-16 code units. */
const MOST_RECENT = 4096;

/** A text that grows by pieces. */
export class GrowingString {
  /** Concatenated from pieces; engines copy it into one string only when it is sliced. */
  #settled: string;
  #recent = "";

  /** @param text The text so far. */
  constructor(text = "") {
    this.#settled = text;
  }

  /** UTF-16 code units so far, including half a surrogate pair at the end. */
  get length(): number {
    return this.#settled.length + this.#recent.length;
  }

  /** The text so far. */
  get soFar(): TextSoFar {
    if (this.#recent === "") return { text: wholeCharacters(this.#settled) };
    const recent = wholeCharacters(this.#recent);
    return { text: this.#settled + recent, recent };
  }

  /** Adds a piece. */
  append(piece: string): void {
    if (this.#recent.length < MOST_RECENT) {
      this.#recent += piece;
    } else {
      this.#settled += this.#recent;
      this.#recent = piece;
    }
  }
}
