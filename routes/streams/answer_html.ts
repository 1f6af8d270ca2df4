import type { Answer } from "../../domain/chats/message.ts";
import { withSourceLinks } from "../../domain/models/source.ts";
import { shownText } from "../../views/shown_text.ts";
import { RecentTexts, type RecentTextsLimits } from "./recent_texts.ts";
import type { Renderer } from "./renderer.ts";
import type { Reader } from "../accounts/viewer.ts";

/** At most about 32 MB of text in memory. An owner's share fits a page of the longest HTML. */
const KEPT: RecentTextsLimits = { all: 16_000_000, perOwner: 4_000_000 };

type AnswerHtmlOptions = {
  readonly renderer: Renderer;
  readonly kept?: RecentTextsLimits;
  readonly images?: readonly string[];
  readonly canCopy?: boolean;
};

/** A rendering in progress, and the readers who wait for it. */
type Rendering = { readonly readers: Reader[]; readonly html: Promise<string> };

/**
 * Renders ended answers as HTML, as much of them as a page shows. An answer is rendered once for
 * all its readers, and again only if it was continued. The HTML is cached while it is among the
 * recently shown, even if rendering was slow or failed, because it would be again. A rendering
 * whose readers have all left before it begins is dropped.
 */
export class AnswerHtml {
  readonly #renderer: Renderer;
  readonly #images: readonly string[];
  readonly #canCopy: boolean;
  readonly #kept: RecentTexts;
  readonly #underWay = new Map<string, Rendering>();

  /**
   * @param options `kept`: how much to cache; `images`: where images may be fetched from;
   * `canCopy`: whether code has a button to copy it.
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
   * @throws {AppError} `unavailable` when all readers of the answer left before its turn came.
   */
  async of(answer: Answer, reader: Reader): Promise<string> {
    const key = keyOf(answer, reader);
    const html = this.#kept.get(key)?.text ?? await this.#render(key, answer, reader);
    this.#kept.keep(key, { owner: answer.userId, text: html });
    return html;
  }

  #render(key: string, answer: Answer, reader: Reader): Promise<string> {
    const { id, userId, content, sources = [] } = answer;
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
      // The next reader starts a new rendering.
      if (!isWanted) forget();
      return isWanted;
    };
    const copyLabel = this.#canCopy ? t.site.copy : undefined;
    const options = { id, copyLabel, plainNotes: t.chat.leftPlain, images: this.#images };
    const html = this.#renderer.render(withSourceLinks(shownText(content), sources), options, {
      owner: userId,
      isWanted,
    })
      .then(flat).finally(forget);
    this.#underWay.set(key, { readers, html });
    return html;
  }
}

/** The same text in one piece: joined from parts it takes five times the memory. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** The key of an answer's HTML. An answer that was continued ends again, at another time. */
function keyOf({ id, finishedAt }: Answer, { t }: Reader): string {
  return `${id} ${finishedAt?.getTime()} ${t.language}`;
}
