/** How much of a text's end may be repeated, in UTF-16 code units: some paragraphs. */
const LONGEST = 2_000;

/** Letters and digits that make a repetition: fewer can be what really comes next. */
const FEWEST_LETTERS = 6;

const letters = /[\p{L}\p{N}]/gu;
const endsInWord = /[\p{L}\p{N}]$/u;
// Some scripts write their words without spaces between.
const beginsWithWord =
  /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}]/u;

/**
 * Drops the words that a model says once more when it goes on with a text. They may come in any
 * pieces: what can still become a repetition is held back until it is sure.
 */
export class RepetitionTrim {
  readonly #end: string;
  #held = "";
  #isDecided: boolean;

  /** @param text What is there already. */
  constructor(text: string) {
    this.#end = text.slice(-LONGEST);
    this.#isDecided = text === "";
  }

  /** Takes in what comes next. @returns what of it, and of what was held back, is new. */
  take(news: string): string {
    if (this.#isDecided) return news;
    this.#held += news;
    return this.#end.includes(this.#held) ? "" : this.flush();
  }

  /** What is still held back and new, once nothing more comes. */
  flush(): string {
    const held = this.#held;
    this.#held = "";
    this.#isDecided = true;
    return held.slice(repeatedLength(this.#end, held));
  }
}

/**
 * How much of the beginning of `news` says once more what `text` ends with.
 *
 * @returns UTF-16 code units; 0 where that is not sure: for less than some whole words, and where the
 * repeated text is itself made of repetitions, such as the rows of a table, which may go on.
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

/** Whether a text says the same twice or more often, so that once more would be no surprise. */
function isPeriodic(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period++) {
    if (text.startsWith(text.slice(period))) return true;
  }
  return false;
}
