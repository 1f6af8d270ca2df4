import { htmlOf, type MarkdownVersion } from "../markdown/stream.ts";

/** What is written again may be so many times as long as the document, and `SPARE` characters more. */
const REWRITES = 2;
const SPARE = 1024;

/** More of a live document: what is added to it, and the tags that would close it then. */
export type LivePart = { readonly html: string; readonly closing: string };

/**
 * A growing answer as HTML that is sent while it grows, for browsers without JavaScript.
 * What has been sent can only be added to, so elements stay open as long as they may grow; where
 * something above must change, the part of the document from the last closed block on is written
 * `again`, and the stylesheet hides the part before it:
 *
 * `.part:has(+ .again) { display: none }`
 */
export class LiveBody {
  /** Of the part that is being written: what was sent, and the tags that would close it. */
  #written = "";
  #closing = "";
  /** How many blocks were finished, and their length. */
  #closed = 0;
  #length = 0;
  #rewritten = 0;

  /** What leads to a later version; nothing when writing a part again has to wait for more text. */
  update(version: MarkdownVersion): LivePart {
    return { html: this.#update(version), closing: this.#closing };
  }

  #update(version: MarkdownVersion): string {
    const { closed, open } = version;
    const finished = htmlOf({ ...version, open: "" }, this.#closed);
    if (!finished) return this.#affords(open) ? this.#write(open) : "";
    const end = this.#write(finished) + this.#closing + '</div><div class="prose part">';
    this.#closed = closed;
    this.#length += finished.length;
    this.#written = this.#closing = "";
    return end + this.#write(open);
  }

  #affords(html: string): boolean {
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
