import { printable } from "./printable.ts";
import { WordWrap } from "./word_wrap.ts";

/** Where a program prints: a terminal, or a file or pipe that takes the same text without decoration. */
export class Screen {
  readonly isTerminal: boolean;
  readonly #stream: typeof Deno.stdout;
  readonly #hasColors: boolean;
  #written = Promise.resolve();

  /** @param stream Standard output or standard error. */
  constructor(stream: typeof Deno.stdout) {
    this.#stream = stream;
    this.isTerminal = stream.isTerminal();
    this.#hasColors = this.isTerminal && !Deno.noColor;
  }

  /** How wide lines may be. */
  get columns(): number {
    return this.isTerminal ? Deno.consoleSize().columns || 80 : 80;
  }

  /** Writes all of it, behind what was written before, at the pace of whoever reads. */
  write(text: string): Promise<void> {
    return this.#written = this.#written.then(() => this.#writeAll(new TextEncoder().encode(text)));
  }

  /** Writes a line. */
  async line(text = ""): Promise<void> {
    await this.write(`${text}\n`);
  }

  /** For what stands beside the chat. */
  dim(text: string): string {
    return this.#styled(text, 2, 22);
  }

  /** For what leads. */
  bold(text: string): string {
    return this.#styled(text, 1, 22);
  }

  /** For errors. */
  red(text: string): string {
    return this.#styled(text, 31, 39);
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) sent += await this.#stream.write(bytes.subarray(sent));
  }

  #styled(text: string, begin: number, end: number): string {
    return this.#hasColors ? `\x1b[${begin}m${text}\x1b[${end}m` : text;
  }
}

/** Prints a text that comes in pieces, so that a terminal shows nothing else than it. */
export class StreamedText {
  readonly #screen: Screen;
  readonly #wrap: WordWrap | null;
  #last = "\n";

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#wrap = screen.isTerminal ? new WordWrap(() => screen.columns) : null;
  }

  /** Prints more. */
  async push(text: string): Promise<void> {
    const safe = printable(text);
    await this.#print(this.#wrap?.push(safe) ?? safe);
  }

  /** Prints what was held back, and a line end unless there is one. */
  async end(): Promise<void> {
    await this.#print(this.#wrap?.end() ?? "");
    if (this.#last !== "\n") await this.#print("\n");
  }

  async #print(text: string): Promise<void> {
    this.#last = text.at(-1) ?? this.#last;
    await this.#screen.write(text);
  }
}
