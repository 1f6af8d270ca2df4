import type { Answer } from "../../domain/chats/message.ts";
import { shownText } from "../../views/shown_text.ts";
import { RecentTexts, type RecentTextsLimits } from "./recent_texts.ts";
import type { Renderer } from "./renderer.ts";
import type { Reader } from "../accounts/viewer.ts";

/** About 32 MB of text in memory at most. An owner's share has a page of the longest HTML. */
const KEPT: RecentTextsLimits = { all: 16_000_000, perOwner: 4_000_000 };

type AnswerHtmlOptions = {
  readonly renderer: Renderer;
  readonly kept?: RecentTextsLimits;
  readonly images?: readonly string[];
  readonly canCopy?: boolean;
};

/** An answer that is being rendered, and those who wait for it. */
type Rendering = { readonly readers: Reader[]; readonly html: Promise<string> };

/**
 * Ended answers as HTML, as much of them as a page shows. Each ending of an answer is rendered once, for all who
 * want it, and kept while it is among those lately shown; also when that took long, or failed, because it would
 * again. It is not rendered if all who wanted it have left before that begins.
 */
export class AnswerHtml {
  readonly #renderer: Renderer;
  readonly #images: readonly string[];
  readonly #canCopy: boolean;
  readonly #kept: RecentTexts;
  readonly #underWay = new Map<string, Rendering>();

  /**
   * @param options `kept`: how much to keep; `images`: where images may be fetched from; `canCopy`: whether code
   * has a button to copy it.
   */
  constructor({ renderer, kept = KEPT, images = [], canCopy = true }: AnswerHtmlOptions) {
    this.#renderer = renderer;
    this.#kept = new RecentTexts(kept);
    this.#images = images;
    this.#canCopy = canCopy;
  }

  /**
   * The ended answer's text as HTML.
   *
   * @throws {AppError} `unavailable` when the reader, and whoever else asked for it, left before its turn came.
   */
  async of(answer: Answer, reader: Reader): Promise<string> {
    const key = keyOf(answer, reader);
    const html = this.#kept.get(key) ?? await this.#render(key, answer, reader);
    this.#kept.keep(key, { owner: answer.userId, text: html });
    return html;
  }

  #render(key: string, { id, userId, content }: Answer, reader: Reader): Promise<string> {
    const underWay = this.#underWay.get(key);
    if (underWay) {
      underWay.readers.push(reader);
      return underWay.html;
    }
    const { t } = reader;
    const readers = [reader];
    const forget = () => {
      if (this.#underWay.get(key)?.readers === readers) this.#underWay.delete(key);
    };
    const isWanted = () => {
      const isWanted = readers.some(({ signal }) => !signal?.aborted);
      // Whoever comes now has it rendered anew.
      if (!isWanted) forget();
      return isWanted;
    };
    const copyLabel = this.#canCopy ? t.site.copy : undefined;
    const options = { id, copyLabel, plainNotes: t.chat.leftPlain, images: this.#images };
    const html = this.#renderer.render(shownText(content), options, { owner: userId, isWanted })
      .then(flat).finally(forget);
    this.#underWay.set(key, { readers, html });
    return html;
  }
}

/** The same text in one piece: as it was put together it takes five times the memory. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** An answer ends once more when it was continued. */
function keyOf({ id, finishedAt }: Answer, { t }: Reader): string {
  return `${id} ${finishedAt?.getTime()} ${t.language}`;
}
