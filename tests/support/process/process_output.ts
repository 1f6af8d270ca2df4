/** The output of a running process. */
export class ProcessOutput {
  /** The output so far. */
  text = "";
  /** Resolves at the end of the output. */
  readonly done: Promise<void>;
  #hasEnded = false;
  #grown = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.done = this.#read(stream);
  }

  /** Waits for the first line with this text. Rejects when the process ends without it. */
  line(text: string): Promise<string> {
    const lines = () => this.text.split("\n").slice(0, -1);
    return this.#until(text, () => lines().find((line) => line.includes(text)));
  }

  /**
   * Waits for a text after a position, also across lines.
   *
   * @returns the position after it. Rejects when the process ends without it.
   */
  until(text: string, from = 0): Promise<number> {
    return this.#until(text, () => {
      const index = this.text.indexOf(text, from);
      return index < 0 ? undefined : index + text.length;
    });
  }

  async #until<T>(text: string, find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.#hasEnded) throw new Error(`The process ended without "${text}":\n${this.text}`);
      await this.#grown.promise;
    }
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      this.text += chunk;
      this.#notify();
    }
    this.#hasEnded = true;
    this.#notify();
  }

  #notify(): void {
    this.#grown.resolve();
    this.#grown = Promise.withResolvers();
  }
}
