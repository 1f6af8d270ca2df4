/** Longest repetition that is recognized, in UTF-16 code units: some paragraphs. */
const LONGEST = 2_000;

/** Fewest letters and digits of a repetition: fewer may really be new text. */
const FEWEST_LETTERS = 6;

const letters = /[\p{L}\p{N}]/gu;
const endsInWord = /[\p{L}\p{N}]$/u;
// Without the scripts that put no spaces between words.
const beginsWithWord =
  /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}]/u;

/**
 * Drops what a model repeats of a text's end when it continues the text. Works on pieces of any
 * size: text that may still turn out to be a repetition is held back.
 */
export class RepetitionTrim {
  readonly #end: string;
  #held = "";
  #isDecided: boolean;

  /** @param text The text that is continued. */
  constructor(text: string) {
    this.#end = text.slice(-LONGEST);
    this.#isDecided = text === "";
  }

  /** Takes the next piece. @returns the new part of it and of the text held back. */
  take(news: string): string {
    if (this.#isDecided) return news;
    this.#held += news;
    return this.#end.includes(this.#held) ? "" : this.flush();
  }

  /** The new part of the text held back, at the end. */
  flush(): string {
    const held = this.#held;
    this.#held = "";
    this.#isDecided = true;
    return held.slice(repeatedLength(this.#end, held));
  }
}

/**
 * How much of the beginning of `news` repeats the end of `text`.
 *
 * @returns UTF-16 code units; 0 when in doubt: for less than a few whole words, and when the
 * repeated text itself repeats, such as the rows of a table, and may go on doing so.
 */
export function repeatedLength(text: string, news: string): number {
  for (let length = Math.min(text.length, news.length); length > 0; length--) {
    if (!text.endsWith(news.slice(0, length))) continue;
    return isSure(text, news.slice(0, length)) ? length : 0;
  }
  return 0;
}

function isSure(text: string, repeated: string): boolean {
  if ((repeated.match(letters)?.length ?? 0) < FEWEST_LETTERS) return false;
  const before = text.slice(0, -repeated.length);
  const beginsInWord = endsInWord.test(before) && beginsWithWord.test(repeated);
  return !beginsInWord && !before.trimEnd().endsWith(repeated.trim()) && !isPeriodic(repeated);
}

/**
 * Whether a text consists of the same part two or more times, so that once more would be no
 * surprise.
 */
function isPeriodic(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period++) {
    if (text.startsWith(text.slice(period))) return true;
  }
  return false;
}
