import { stdin } from "node:process";
import { createInterface, type Interface } from "node:readline";
import { Transform, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { Screen } from "./screen.ts";

/** Bracketed paste (from xterm): terminals that support it mark pasted text. */
const PASTE = { on: "\x1b[?2004h", off: "\x1b[?2004l", begin: "\x1b[200~", end: "\x1b[201~" };
const pasteMark = new RegExp(`(${RegExp.escape(PASTE.begin)}|${RegExp.escape(PASTE.end)})`);
/** Unfinished mark at the end of the input, long enough not to be a key. */
const beginOfMark = new RegExp(`${RegExp.escape("\x1b[2")}(0[01]?)?$`);

/** Reads lines that the user types and edits in a terminal. */
export class LineEditor implements AsyncDisposable {
  /** Called on Ctrl-C, unless it clears the line. */
  onInterrupt: () => void = () => {};
  readonly #screen: Screen;
  readonly #output: QuietOutput;
  readonly #lines: Interface;
  readonly #typed: string[] = [];
  #isClosed = false;
  #wake = () => {};

  /** @param history Whether arrow keys recall earlier lines. */
  constructor(screen: Screen, { history = true } = {}) {
    this.#screen = screen;
    this.#output = new QuietOutput(screen);
    const [input, output] = [stdin.pipe(new PasteInput()), this.#output];
    const historySize = history ? 1_000 : 0;
    this.#lines = createInterface({ input, output, terminal: true, historySize });
    this.#lines.on("line", (line) => this.#take(line));
    this.#lines.on("SIGINT", () => this.#interrupt());
    this.#lines.on("close", () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /**
   * Asks for a message: one line, or several lines that end with a backslash, except the last.
   * Lines that were typed since the last message count first.
   *
   * @returns `null` at the end of input.
   */
  async message(prompt: string): Promise<string | null> {
    await this.#screen.write(PASTE.on);
    const lines: string[] = [];
    for (let next = prompt;; next = this.#screen.dim("… ")) {
      const line = await this.#line(next);
      if (line === null) return null;
      const isLast = !line.endsWith("\\");
      lines.push(isLast ? line : line.slice(0, -1));
      if (!isLast) continue;
      await this.#screen.write(PASTE.off);
      return lines.join("\n");
    }
  }

  /** Draws the line again, below text that was printed meanwhile. */
  redraw(): void {
    this.#lines.prompt(true);
  }

  /** Asks for a line that is not shown. @returns `null` at the end of input. */
  async secret(prompt: string): Promise<string | null> {
    await this.#screen.write(prompt);
    const line = await this.#nextTyped();
    await this.#screen.line();
    return line;
  }

  /** Restores the terminal. */
  async [Symbol.asyncDispose](): Promise<void> {
    stdin.unpipe();
    stdin.pause();
    this.#lines.close();
    await this.#screen.write(PASTE.off);
  }

  async #line(prompt: string): Promise<string | null> {
    this.#lines.setPrompt(prompt);
    this.#output.isQuiet = false;
    const early = this.#typed[0];
    if (early === undefined) this.#lines.prompt(true);
    else await this.#screen.line(prompt + early);
    const line = await this.#nextTyped();
    this.#output.isQuiet = true;
    return line;
  }

  async #nextTyped(): Promise<string | null> {
    while (this.#typed.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#typed.shift() ?? null;
  }

  #take(line: string): void {
    this.#typed.push(line);
    // Input before the next prompt is shown with the prompt.
    this.#output.isQuiet = true;
    this.#wake();
  }

  #interrupt(): void {
    if (this.#output.isQuiet || this.#lines.line === "") return this.onInterrupt();
    // Ctrl-E, Ctrl-U: empties the line.
    this.#lines.write(null, { ctrl: true, name: "e" });
    this.#lines.write(null, { ctrl: true, name: "u" });
  }
}

/** Output of the line editor; while quiet, it drops what the editor draws. */
class QuietOutput extends Writable {
  isQuiet = true;
  readonly #screen: Screen;

  constructor(screen: Screen) {
    super();
    this.#screen = screen;
  }

  get columns(): number {
    return this.#screen.columns;
  }

  /**
   * Queues the chunk at the screen at once. If it waited here, the echo of a line that was typed
   * early would appear within the answer to that line.
   */
  override write(chunk: string): boolean {
    // If the screen can't be written to, the program's next write fails as well.
    if (!this.isQuiet) this.#screen.write(chunk).catch(() => {});
    return true;
  }
}

/** Puts a backslash before the line ends of pasted text, so that it is one message. */
class PasteInput extends Transform {
  readonly isTTY = true;
  readonly #decoder = new StringDecoder("utf8");
  #isPasting = false;
  #rest = "";

  setRawMode(mode: boolean): void {
    stdin.setRawMode(mode);
  }

  override _transform(chunk: Uint8Array, _encoding: string, done: () => void): void {
    const text = this.#rest + this.#decoder.write(chunk);
    this.#rest = beginOfMark.exec(text)?.[0] ?? "";
    const whole = text.slice(0, text.length - this.#rest.length);
    for (const part of whole.split(pasteMark)) {
      if (part === PASTE.begin || part === PASTE.end) this.#isPasting = part === PASTE.begin;
      else if (this.#isPasting) this.push(part.replaceAll(/\r\n?|\n/g, "\\\r"));
      else if (part !== "") this.push(part);
    }
    done();
  }
}
