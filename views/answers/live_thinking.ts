import { textSince } from "../../domain/answers/growing_string.ts";
import { escapeHtml } from "../markdown/plain_text.ts";
import type { Texts } from "../texts/texts.ts";
import {
  type GrowingThought,
  MAX_SHOWN_THINKING,
  shownThinking,
  thinkingLine,
} from "./thinking.tsx";

/** The end of an open `<details>`. */
const END = "</div></details>";

/**
 * Thinking in an HTML document that grows, for browsers without JavaScript. HTML that was sent can't
 * change, so the line that says how long it took comes with the text once more, and the stylesheet
 * hides the first:
 *
 * `.thinking:has(+ .again) { display: none }`
 */
export class LiveThinking {
  readonly #t: Texts;
  /** How much of the text was sent; `null` before the beginning. */
  #sent: number | null = null;
  #isOver = false;

  constructor(t: Texts) {
    this.#t = t;
  }

  /** The tags that would close what was sent. */
  get closing(): string {
    return this.#sent === null || this.#isOver ? "" : END;
  }

  /** HTML that leads to what has been thought now; empty once it is over. */
  update(thought: GrowingThought): string {
    if (this.#isOver) return "";
    const begin = this.#sent === null ? open(this.#t.chat.thinking, "thinking") : "";
    const sent = this.#sent ?? 0;
    const isRoom = sent < MAX_SHOWN_THINKING;
    const more = isRoom ? escapeHtml(textSince(thought, sent)) : "";
    this.#sent = isRoom ? thought.text.length : sent;
    if (!thought.isOver) return begin + more;
    this.#isOver = true;
    const whole = escapeHtml(shownThinking(thought.text));
    return begin + more + END + open(thinkingLine(this.#t, thought), "thinking again") + whole +
      END;
  }
}

function open(line: string, className: string): string {
  return `<details class="${className}"><summary>${escapeHtml(line)}</summary>` +
    '<div class="thoughts">';
}
