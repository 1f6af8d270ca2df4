import { isWide, textWidth } from "./printable.ts";

/** A line of at least this length may go on in the next one: the model wrapped the paragraph. */
const LONG_LINE = 60;

/** Beginning of a list item in Markdown. */
const listMark = /^ {0,20}([-*+]|\d{1,9}[.)]) $/;

/**
 * Wraps a Markdown text between words while it comes in pieces. A word is held back until it is
 * complete. Code blocks and rows of tables aren't wrapped. A paragraph that the model has wrapped
 * is joined again, or every other line would be short. Further lines of a list item are indented.
 */
export class WordWrap {
  readonly #columns: () => number;
  #column = 0;
  #word = "";
  /** The beginning of the current line, as it came. */
  #line = "";
  /** Indentation of the list item. */
  #entry = 0;
  #isBroken = false;
  #isInCode = false;

  /** @param columns The terminal's current width. */
  constructor(columns: () => number) {
    this.#columns = columns;
  }

  /** Takes more text. @returns the text to print now. */
  push(text: string): string {
    let out = "";
    for (const character of text) out += this.#take(character);
    return out;
  }

  /** @returns the text that was held back. */
  end(): string {
    return this.#endWord() + this.#endBreak();
  }

  #take(character: string): string {
    if (character === "\n") return this.#endBreak() + this.#endLine();
    const before = this.#isBroken && this.#goesOn(character) ? this.#join() : this.#endBreak();
    this.#line += character;
    return before + this.#print(character);
  }

  #print(character: string): string {
    if (this.#isInCode || /^ {0,3}\|/.test(this.#line)) return character;
    if (listMark.test(this.#line)) this.#entry = this.#line.length;
    if (character === " " || character === "\t") return this.#endWord() + this.#space(character);
    if (!isWide(character) && textWidth(this.#word) < this.#columns() - this.#indent) {
      this.#word += character;
      return "";
    }
    const before = this.#endWord();
    this.#word = character;
    return isWide(character) ? before + this.#endWord() : before;
  }

  /** Holds back the line end if the paragraph may go on. */
  #endLine(): string {
    const word = this.#endWord();
    if (/^ {0,3}(```|~~~)/.test(this.#line)) this.#isInCode = !this.#isInCode;
    this.#isBroken = true;
    return this.#isInCode || this.#line.length < LONG_LINE ? word + this.#endBreak() : word;
  }

  #endBreak(): string {
    if (!this.#isBroken) return "";
    this.#isBroken = false;
    this.#line = "";
    this.#entry = 0;
    this.#column = 0;
    return "\n";
  }

  /** Indentation of the next line; none if it would take half the width. */
  get #indent(): number {
    return this.#entry < this.#columns() / 2 ? this.#entry : 0;
  }

  /** A line end between words. */
  #wrap(): string {
    this.#column = this.#indent;
    return `\n${" ".repeat(this.#indent)}`;
  }

  /** Whether a line that begins with this character belongs to the paragraph before it. */
  #goesOn(character: string): boolean {
    return /[\p{L}("“_]/u.test(character) && !/^\s*[|#]/.test(this.#line);
  }

  #join(): string {
    this.#isBroken = false;
    this.#line = "";
    return this.#space(" ");
  }

  #endWord(): string {
    const word = this.#word;
    const width = textWidth(word);
    this.#word = "";
    const isTooFar = this.#column > this.#indent && this.#column + width > this.#columns();
    const before = isTooFar ? this.#wrap() : "";
    this.#column += width;
    return before + word;
  }

  #space(character: string): string {
    const width = character === "\t" ? 8 - this.#column % 8 : 1;
    if (this.#column + width > this.#columns()) return this.#wrap();
    this.#column += width;
    return character;
  }
}
