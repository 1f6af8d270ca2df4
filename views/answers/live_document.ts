import { paths } from "../paths.ts";
import { escapeHtml } from "../markdown/plain_text.ts";
import type { Texts } from "../texts/texts.ts";

/** The HTML document around a `LiveBody`. */
export class LiveDocument {
  readonly #t: Texts;
  readonly #stylesheet: string;
  readonly #chatId: string;

  /** @param options `stylesheet` is a URL. */
  constructor({ t, stylesheet, chatId }: { t: Texts; stylesheet: string; chatId: string }) {
    this.#t = t;
    this.#stylesheet = stylesheet;
    this.#chatId = chatId;
  }

  /** The beginning of the document, before the text. */
  begin(): string {
    return `<!DOCTYPE html><html lang="${this.#t.language}"><head><meta charset="utf-8">` +
      `<title>${escapeHtml(this.#t.chat.answer)}</title>` +
      '<meta name="viewport" content="width=device-width">' +
      '<meta name="color-scheme" content="light dark">' +
      `<link rel="stylesheet" href="${escapeHtml(this.#stylesheet)}"></head>` +
      '<body class="live-document"><div class="prose part">';
  }

  /**
   * Ends the document before the answer has ended: the browser loads it again after some seconds.
   *
   * @param closing The tags that close the text.
   */
  reload(seconds: number, closing = ""): string {
    const refresh = `<meta http-equiv="refresh" content="${seconds}">`;
    return `${closing}</div>${refresh}</body></html>`;
  }

  /** Ends the document with the answer's final form and a link to the chat. */
  end(html: string): string {
    const url = escapeHtml(paths.chat(this.#chatId));
    const link = `<a href="${url}" target="_top">${escapeHtml(this.#t.chat.showFinished)}</a>`;
    return `${html}</div><p>${link}</p></body></html>`;
  }
}
