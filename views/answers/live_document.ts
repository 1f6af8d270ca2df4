import { paths } from "../paths.ts";
import { escapeHtml } from "../markdown/plain_text.ts";
import type { Texts } from "../texts/texts.ts";

/** What is around a `LiveBody`: the document of a growing answer, for browsers without JavaScript. */
export class LiveDocument {
  readonly #t: Texts;
  readonly #stylesheet: string;
  readonly #chatId: string;

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

  /**
   * Ends the document of an answer that has not ended: it loads itself again after some seconds.
   *
   * @param closing The tags that close the text.
   */
  reload(seconds: number, closing = ""): string {
    const refresh = `<meta http-equiv="refresh" content="${seconds}">`;
    return `${closing}</div>${refresh}</body></html>`;
  }

  /** Ends the document with the answer's final form, and a link to the page that has it as well. */
  end(html: string): string {
    const url = escapeHtml(paths.chat(this.#chatId));
    const link = `<a href="${url}" target="_top">${escapeHtml(this.#t.chat.showFinished)}</a>`;
    return `${html}</div><p>${link}</p></body></html>`;
  }
}
