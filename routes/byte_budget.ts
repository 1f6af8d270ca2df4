import type { MarkdownVersion } from "../views/markdown_stream.ts";

/**
 * Updates may take so many bytes for each byte of HTML so far, and so many more, so that a short
 * answer and the beginning of a long one come word by word. What has waited long may take more.
 */
const usual = { perByte: 1.8, spare: 768 };
const atMost = { perByte: 1.9, spare: 1536 };

const encoder = new TextEncoder();

/**
 * Keeps the updates of a growing answer within about twice its HTML so far, so that with the final form
 * they take at most three times the bytes of the final form alone, however the text comes and whatever
 * Markdown makes of it. An update that doesn't fit waits for more text.
 */
export class ByteBudget {
  #spent = 0;
  #closed = 0;
  #closedBytes = 0;

  /**
   * Takes the bytes of an update, if there are enough left.
   *
   * @param bytes Length of the update.
   * @param version What it leads to.
   * @param isPatient False for text that has waited long.
   */
  take(bytes: number, version: MarkdownVersion, isPatient: boolean): boolean {
    const { perByte, spare } = isPatient ? usual : atMost;
    if (this.#spent + bytes > perByte * this.#size(version) + spare) return false;
    this.#spent += bytes;
    return true;
  }

  #size({ blocks, closed, open }: MarkdownVersion): number {
    for (const block of blocks.slice(this.#closed, closed)) {
      this.#closedBytes += byteLength(block);
    }
    this.#closed = closed;
    return this.#closedBytes + byteLength(open);
  }
}

function byteLength(text: string): number {
  return encoder.encode(text).length;
}
