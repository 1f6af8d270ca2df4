/** How long a line waits for others, in milliseconds. */
const LONGEST_WAIT = 5;

/** Most characters that wait: as much as a pipe takes at once on Linux. */
const MOST_WAITING = 65_536;

/** Lines that are written together, because each write is a system call. */
export class BufferedLines {
  readonly #write: (text: string) => void;
  #lines: string[] = [];
  #characters = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param write Writes text, given without the last line end.
   */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Writes a line a few milliseconds later, or at once if many are waiting. */
  add(line: string): void {
    this.#lines.push(line);
    this.#characters += line.length;
    if (this.#characters >= MOST_WAITING) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), LONGEST_WAIT);
  }

  /** Writes all waiting lines now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length === 0) return;
    const text = this.#lines.join("\n");
    this.#lines = [];
    this.#characters = 0;
    this.#write(text);
  }
}
