import type { Answer } from "../../domain/chats/message.ts";
import { paths } from "../paths.ts";
import { escapeHtml } from "../markdown/plain_text.ts";
import type { Texts } from "../texts/texts.ts";
import { ThinkingView } from "./thinking.tsx";

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
      '<body class="live-document">';
  }

  /** The beginning of the text, which {@link LiveDocument.reload} must close. */
  beginText(): string {
    return '<div class="prose part">';
  }

  /**
   * Ends the document before the answer has ended: the browser loads it again after some seconds.
   *
   * @param closing The tags that close what was sent.
   */
  reload(seconds: number, closing = ""): string {
    const refresh = `<meta http-equiv="refresh" content="${seconds}">`;
    return `${closing}${refresh}</body></html>`;
  }

  /** Ends the document with the answer's final form and a link to the chat. */
  end(answer: Answer, html: string): string {
    const url = escapeHtml(paths.chat(this.#chatId));
    const link = `<a href="${url}" target="_top">${escapeHtml(this.#t.chat.showFinished)}</a>`;
    const thinking = String(ThinkingView({ t: this.#t, answer }) ?? "");
    return `${thinking}${this.beginText()}${html}</div><p>${link}</p></body></html>`;
  }
}
