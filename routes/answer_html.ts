import type { Answer } from "../domain/message.ts";
import { renderMarkdown } from "../views/markdown.ts";

/** About 16 MB of text in memory. */
const MAX_CHARACTERS = 8_000_000;

/**
 * Ended answers as HTML. They never change, so each is rendered once and kept while it is among
 * those lately shown.
 */
export class AnswerHtml {
  readonly #kept = new Map<string, string>();
  #characters = 0;

  /** The answer's text as HTML. */
  of(answer: Answer): string {
    if (answer.state === "streaming") return renderMarkdown(answer.content);
    const html = this.#kept.get(answer.id) ?? renderMarkdown(answer.content);
    this.#keep(answer.id, html);
    return html;
  }

  /** A map lists its keys in the order they were set, so the first is the one longest not shown. */
  #keep(id: string, html: string): void {
    if (this.#kept.delete(id)) this.#characters -= html.length;
    this.#kept.set(id, html);
    this.#characters += html.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#characters <= MAX_CHARACTERS) return;
      this.#kept.delete(oldest);
      this.#characters -= length;
    }
  }
}
