import { isWide, textWidth } from "./printable.ts";

/**
 * Breaks a text between its words while it comes in pieces. A word is held back until it is whole;
 * code blocks are left as they are.
 */
export class WordWrap {
  readonly #columns: () => number;
  #column = 0;
  #word = "";
  /** The line up to here, as far as it can tell where code begins and ends. */
  #lineStart = "";
  #isInCode = false;

  /** @param columns How many fit at the moment. */
  constructor(columns: () => number) {
    this.#columns = columns;
  }

  /** Takes more text. @returns what to print now. */
  push(text: string): string {
    let out = "";
    for (const character of text) out += this.#take(character);
    return out;
  }

  /** @returns what was held back. */
  end(): string {
    return this.#endWord();
  }

  #take(character: string): string {
    if (character === "\n") return this.#endLine();
    this.#lineStart = (this.#lineStart + character).slice(0, 8);
    if (this.#isInCode) return character;
    if (character === " " || character === "\t") return this.#endWord() + this.#space(character);
    if (!isWide(character) && textWidth(this.#word) < this.#columns()) {
      this.#word += character;
      return "";
    }
    const before = this.#endWord();
    this.#word = character;
    return isWide(character) ? before + this.#endWord() : before;
  }

  #endLine(): string {
    const out = `${this.#endWord()}\n`;
    if (/^ {0,3}(```|~~~)/.test(this.#lineStart)) this.#isInCode = !this.#isInCode;
    this.#lineStart = "";
    this.#column = 0;
    return out;
  }

  #endWord(): string {
    const word = this.#word;
    const width = textWidth(word);
    this.#word = "";
    const isTooFar = this.#column > 0 && this.#column + width > this.#columns();
    this.#column = isTooFar ? width : this.#column + width;
    return isTooFar ? `\n${word}` : word;
  }

  #space(character: string): string {
    const width = character === "\t" ? 8 - this.#column % 8 : 1;
    if (this.#column + width > this.#columns()) {
      this.#column = 0;
      return "\n";
    }
    this.#column += width;
    return character;
  }
}
