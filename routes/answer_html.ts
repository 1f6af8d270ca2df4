import type { Answer } from "../domain/message.ts";
import { loadMarkdown, renderMarkdown } from "../views/markdown.ts";

/** About 16 MB of text in memory. */
const MAX_CHARACTERS = 8_000_000;

/**
 * Ended answers as HTML. Each ending of an answer is rendered once and kept while it is among those
 * lately shown.
 */
export class AnswerHtml {
  readonly #maxCharacters: number;
  readonly #kept = new Map<string, string>();
  #characters = 0;

  /** @param options Most UTF-16 code units to keep. */
  constructor({ maxCharacters = MAX_CHARACTERS } = {}) {
    this.#maxCharacters = maxCharacters;
  }

  /** The ended answer's text as HTML. */
  async of(answer: Answer): Promise<string> {
    const key = keyOf(answer);
    const kept = this.#kept.get(key);
    if (kept === undefined) await loadMarkdown();
    const html = kept ?? renderMarkdown(answer.content);
    this.#keep(key, flat(html));
    return html;
  }

  /** A map lists its keys in the order they were set, so the first is the one longest not shown. */
  #keep(key: string, html: string): void {
    this.#drop(key);
    this.#kept.set(key, html);
    this.#characters += html.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= this.#maxCharacters) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#characters -= this.#kept.get(key)?.length ?? 0;
    this.#kept.delete(key);
  }
}

/** The same text in one piece: as it was put together it takes five times the memory. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** An answer ends once more when it was continued. */
function keyOf({ id, finishedAt }: Answer): string {
  return `${id} ${finishedAt?.getTime()}`;
}
