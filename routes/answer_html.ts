import type { Answer } from "../domain/message.ts";
import type { Texts } from "../views/texts.ts";
import type { Renderer } from "./rendering/renderer.ts";

/** About 16 MB of text in memory. */
const MAX_CHARACTERS = 8_000_000;

type AnswerHtmlOptions = {
  readonly renderer: Renderer;
  readonly maxCharacters?: number;
  readonly images?: readonly string[];
  readonly canCopy?: boolean;
};

/**
 * Ended answers as HTML. Each ending of an answer is rendered once, for all who want it, and kept while it is among
 * those lately shown; also when that took long, or failed, because it would again.
 */
export class AnswerHtml {
  readonly #renderer: Renderer;
  readonly #maxCharacters: number;
  readonly #images: readonly string[];
  readonly #canCopy: boolean;
  readonly #kept = new Map<string, string>();
  readonly #underWay = new Map<string, Promise<string>>();
  #characters = 0;

  /**
   * @param options `maxCharacters`: most UTF-16 code units to keep; `images`: where images may be
   * fetched from; `canCopy`: whether code has a button to copy it.
   */
  constructor(
    { renderer, maxCharacters = MAX_CHARACTERS, images = [], canCopy = true }: AnswerHtmlOptions,
  ) {
    this.#renderer = renderer;
    this.#maxCharacters = maxCharacters;
    this.#images = images;
    this.#canCopy = canCopy;
  }

  /** The ended answer's text as HTML. @param t Texts for whoever reads it. */
  async of(answer: Answer, t: Texts): Promise<string> {
    const key = keyOf(answer, t);
    const html = this.#kept.get(key) ?? await this.#render(key, answer, t);
    this.#keep(key, html);
    return html;
  }

  #render(key: string, { id, content }: Answer, t: Texts): Promise<string> {
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay;
    const copyLabel = this.#canCopy ? t.site.copy : undefined;
    const options = { id, copyLabel, plainNotes: t.chat.leftPlain, images: this.#images };
    const rendering = this.#renderer.render(content, options).then(flat)
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, rendering);
    return rendering;
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
function keyOf({ id, finishedAt }: Answer, { language }: Texts): string {
  return `${id} ${finishedAt?.getTime()} ${language}`;
}
