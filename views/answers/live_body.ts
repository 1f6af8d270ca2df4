import { htmlOf, type MarkdownVersion } from "../markdown/stream.ts";

/** Limit on rewritten HTML: this many times the document's length, plus `SPARE` characters. */
const REWRITES = 2;
const SPARE = 1024;

/** HTML to append to a live document, and the tags that would close it after that. */
export type LivePart = { readonly html: string; readonly closing: string };

/**
 * A streaming answer as one HTML response that grows with it, for browsers without JavaScript.
 * HTML that was sent can't change, so elements stay open as long as they may grow. If earlier HTML
 * turns out wrong, everything after the last closed block is sent `again`, and the stylesheet hides
 * the part before it:
 *
 * `.part:has(+ .again) { display: none }`
 */
export class LiveBody {
  /** HTML that was sent of the current part, and the tags that would close it. */
  #written = "";
  #closing = "";
  /** Number and length of the closed blocks. */
  #closed = 0;
  #length = 0;
  #rewritten = 0;

  /** HTML that leads to a later version; empty if sending a part again must wait for more text. */
  update(version: MarkdownVersion): LivePart {
    return { html: this.#update(version), closing: this.#closing };
  }

  #update(version: MarkdownVersion): string {
    const { closed, open } = version;
    const finished = htmlOf({ ...version, open: "" }, this.#closed);
    if (!finished) return this.#canWrite(open) ? this.#write(open) : "";
    const end = this.#write(finished) + this.#closing + '</div><div class="prose part">';
    this.#closed = closed;
    this.#length += finished.length;
    this.#written = this.#closing = "";
    return end + this.#write(open);
  }

  #canWrite(html: string): boolean {
    if (html.startsWith(this.#written)) return true;
    const limit = REWRITES * (this.#length + html.length) + SPARE;
    return this.#rewritten + html.length <= limit;
  }

  #write(html: string): string {
    const written = this.#written;
    const again = `${this.#closing}</div><div class="prose part again">`;
    this.#closing = /(?:<\/[a-z0-9]+>\s*)*$/.exec(html)![0];
    this.#written = html.slice(0, html.length - this.#closing.length);
    if (html.startsWith(written)) return this.#written.slice(written.length);
    this.#rewritten += html.length;
    return again + this.#written;
  }
}
