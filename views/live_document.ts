import { escapeHtml } from "./markdown_parser.ts";
import { htmlOf, type MarkdownVersion } from "./markdown_stream.ts";
import { paths } from "./paths.ts";
import type { Texts } from "./texts.ts";

/** What is written again may be so many times as long as the document, and `SPARE` characters more. */
const REWRITES = 2;
const SPARE = 1024;

/**
 * A growing answer as an HTML document that is sent while it grows, for browsers without JavaScript.
 * What has been sent can only be added to, so elements stay open as long as they may grow; where
 * something above must change, the part of the document from the last closed block on is written
 * `again`, and the stylesheet hides the part before it:
 *
 * `.part:has(+ .again) { display: none }`
 */
export class LiveDocument {
  readonly #t: Texts;
  readonly #stylesheet: string;
  readonly #chatId: string;
  /** Of the part that is being written: what was sent, and the tags that would close it. */
  #written = "";
  #closing = "";
  /** How many blocks were finished, and their length. */
  #closed = 0;
  #length = 0;
  #rewritten = 0;

  /** @param options `stylesheet` is its URL. */
  constructor({ t, stylesheet, chatId }: { t: Texts; stylesheet: string; chatId: string }) {
    this.#t = t;
    this.#stylesheet = stylesheet;
    this.#chatId = chatId;
  }

  /** The document up to the text. */
  begin(): string {
    return `<!DOCTYPE html><html lang="${this.#t.language}"><head><meta charset="utf-8">` +
      `<title>${escapeHtml(this.#t.chat.answer)}</title>` +
      '<meta name="viewport" content="width=device-width">' +
      '<meta name="color-scheme" content="light dark">' +
      `<link rel="stylesheet" href="${escapeHtml(this.#stylesheet)}"></head>` +
      '<body class="live-document"><div class="prose part">';
  }

  /** What leads to a later version; empty when writing a part again has to wait for more text. */
  update(version: MarkdownVersion): string {
    const { closed, open } = version;
    const finished = htmlOf({ ...version, open: "" }, this.#closed);
    if (!finished) return this.#affords(open) ? this.#write(open) : "";
    const end = this.#write(finished) + this.#closing + '</div><div class="prose part">';
    this.#closed = closed;
    this.#length += finished.length;
    this.#written = this.#closing = "";
    return end + this.#write(open);
  }

  /** Ends the document of an answer that has not ended: it loads itself again after some seconds. */
  reload(seconds: number): string {
    const refresh = `<meta http-equiv="refresh" content="${seconds}">`;
    return `${this.#closing}</div>${refresh}</body></html>`;
  }

  /** Ends the document with the answer's final form, and a link to the page that has it as well. */
  end(html: string): string {
    const url = escapeHtml(paths.chat(this.#chatId));
    const link = `<a href="${url}" target="_top">${escapeHtml(this.#t.chat.showFinished)}</a>`;
    return `${html}</div><p>${link}</p></body></html>`;
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
