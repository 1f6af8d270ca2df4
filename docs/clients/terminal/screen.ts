import { printable } from "./printable.ts";
import { WordWrap } from "./word_wrap.ts";

/** Prints to a terminal; to a file or pipe it prints the same text without colours. */
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

  /** Width of a line. */
  get columns(): number {
    return this.isTerminal ? Deno.consoleSize().columns || 80 : 80;
  }

  /** Writes a text after all earlier ones, as fast as its reader takes it. */
  write(text: string): Promise<void> {
    return this.#written = this.#written.then(() => this.#writeAll(new TextEncoder().encode(text)));
  }

  /** Writes a line. */
  async line(text = ""): Promise<void> {
    await this.write(`${text}\n`);
  }

  /** For notes beside the chat. */
  dim(text: string): string {
    return this.#styled(text, 2, 22);
  }

  /** For titles and prompts. */
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

/** Prints a text that comes in pieces, without control characters and wrapped between words. */
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

  /** Prints the rest, and a line end unless the text has one. */
  async end(): Promise<void> {
    await this.#print(this.#wrap?.end() ?? "");
    if (this.#last !== "\n") await this.#print("\n");
  }

  async #print(text: string): Promise<void> {
    this.#last = text.at(-1) ?? this.#last;
    await this.#screen.write(text);
  }
}
