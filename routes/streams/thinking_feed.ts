import type { AnswerSnapshot } from "../../domain/answers/feed.ts";
import { textSince, type TextSoFar } from "../../domain/answers/growing_string.ts";
import {
  BegunThinking,
  type GrowingThought,
  MAX_SHOWN_THINKING,
  thinkingLine,
} from "../../views/answers/thinking.tsx";
import type { Texts } from "../../views/texts/texts.ts";
import type { Bytes } from "../http/bytes.ts";
import { eventFrame, toBytes } from "../http/event_frame.ts";

/** Milliseconds between two updates of thinking, which hardly anybody reads while it comes. */
const INTERVAL = 100;

/** What a model has thought, with its newest text for followers. */
export type FollowedThought = GrowingThought & TextSoFar;

/** What a model thinks while it answers, for all viewers. Makes no work for one that doesn't. */
export class ThinkingFeed {
  readonly #onUpdate: () => void;
  #soFar: AnswerSnapshot["thinking"];
  #textLength = 0;
  /** When the answer's text went on after the thinking; `null` while the model thinks. */
  #endedAt: number | null = null;
  #isLate = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onUpdate Called when there is something new to show. */
  constructor(onUpdate: () => void) {
    this.#onUpdate = onUpdate;
  }

  /** What the model has thought so far; `null` until it thinks. */
  get thought(): FollowedThought | null {
    if (!this.#soFar) return null;
    const { since, ...soFar } = this.#soFar;
    const end = this.#endedAt ?? Date.now();
    const isKnown = since !== undefined && !this.#isLate;
    const milliseconds = isKnown ? end - since : null;
    return { ...soFar, milliseconds, isOver: this.#endedAt !== null };
  }

  /** Takes the answer's next snapshot. */
  take({ text, thinking }: AnswerSnapshot): void {
    if (!thinking) return;
    const isFirst = this.#soFar === undefined;
    const hasThought = thinking.text.length > (this.#soFar?.text.length ?? 0);
    const hasWritten = text.length > this.#textLength;
    this.#soFar = thinking;
    this.#textLength = text.length;
    if (isFirst && hasWritten) this.#isLate = true;
    if (hasWritten) this.#endedAt ??= Date.now();
    else if (hasThought) this.#endedAt = null;
    if (isFirst) this.#onUpdate();
    else if (hasThought) this.#timer ??= setTimeout(() => this.#update(), INTERVAL);
  }

  /** Ends the updates. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #update(): void {
    this.#timer = undefined;
    this.#onUpdate();
  }
}

/** Writes events about thinking to one viewer's page. */
export class ThinkingWriter {
  readonly #answerId: string;
  readonly #t: Texts;
  /** How much of the thinking the page shows; `null` if that isn't known. */
  #shown: number | null;
  readonly #isAnnounced: boolean;
  #line = "";

  /** @param shown How much of the thinking the page shows; `null` if that isn't known. */
  constructor(answerId: string, t: Texts, shown: number | null) {
    this.#answerId = answerId;
    this.#t = t;
    this.#shown = shown;
    this.#isAnnounced = shown === 0;
  }

  /**
   * The event that leads to what has been thought now, or `null` if there is nothing new: the whole
   * thinking first, for htmx; then a line and more text, for `stream.js`.
   *
   * @param position The position in the answer's text that the page shows.
   */
  write(thought: FollowedThought, position: number): Bytes | null {
    const { length } = thought.text;
    const line = thinkingLine(this.#t, thought);
    const isNew = length !== this.#shown || line !== this.#line;
    if (!isNew) return null;
    const data = this.#shown ? this.#change(thought, line) : this.#whole(thought);
    this.#shown = length;
    this.#line = line;
    return toBytes(eventFrame({ id: `${position}t${length}`, data }));
  }

  #change(thought: FollowedThought, line: string): string {
    const shown = this.#shown ?? 0;
    return `~${line}\n${shown < MAX_SHOWN_THINKING ? textSince(thought, shown) : ""}`;
  }

  #whole(thought: FollowedThought): string {
    const isAnnounced = this.#isAnnounced && !thought.isOver;
    return String(
      BegunThinking({ t: this.#t, id: this.#answerId, thought, isAnnounced }),
    );
  }
}
