import { isWide, textWidth } from "./printable.ts";

/** From this length on, a line that goes on in the next one was broken by whoever wrote it. */
const LONG_LINE = 60;

/** What a line of Markdown begins with that is an entry of a list. */
const listMark = /^ {0,20}([-*+]|\d{1,9}[.)]) $/;

/**
 * Breaks a Markdown text between its words while it comes in pieces. A word is held back until it is
 * whole; code blocks and rows of tables are left as they are. Paragraphs that come broken already are
 * put together, as Markdown has it, or every other line would be a short one. What goes on below an
 * entry of a list is indented like it.
 */
export class WordWrap {
  readonly #columns: () => number;
  #column = 0;
  #word = "";
  /** The line as it came, up to here. */
  #line = "";
  /** How far an entry of a list is indented. */
  #entry = 0;
  #isBroken = false;
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

  /** Holds the line end back where it may be none. */
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

  /** Columns before what goes on in the next line; none where they would take half of it. */
  get #indent(): number {
    return this.#entry < this.#columns() / 2 ? this.#entry : 0;
  }

  /** A line end between words. */
  #wrap(): string {
    this.#column = this.#indent;
    return `\n${" ".repeat(this.#indent)}`;
  }

  /** Whether a line that begins like this goes on with the paragraph before it. */
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
