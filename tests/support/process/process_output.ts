/** What a process writes, as it comes. */
export class ProcessOutput {
  /** All so far. */
  text = "";
  /** Resolves when there will be no more. */
  readonly done: Promise<void>;
  #hasEnded = false;
  #grown = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.done = this.#read(stream);
  }

  /** The first whole line with this text, now or later. Rejects when the process ends without. */
  line(text: string): Promise<string> {
    const lines = () => this.text.split("\n").slice(0, -1);
    return this.#until(text, () => lines().find((line) => line.includes(text)));
  }

  /**
   * Waits for a text behind a place, wherever lines end.
   *
   * @returns the place behind it. Rejects when the process ends without.
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
