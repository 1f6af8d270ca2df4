import { textSince, type TextSoFar } from "../../domain/answers/growing_string.ts";
import { wholeCharacters } from "../../domain/characters.ts";
import type { LivePart } from "../../views/answers/live_body.ts";
import type { PlainNotes } from "../../views/markdown/environment.ts";
import type { StreamOptions } from "../../views/markdown/stream.ts";
import { plainBlock, plainText } from "../../views/markdown/plain_text.ts";
import { patchText } from "../../views/markdown/html_patch.ts";
import type { Bytes } from "../http/bytes.ts";
import { eventFrame, toBytes } from "../http/event_frame.ts";
import type { GrowingPart, GrowingResult, TextUpdate } from "./render_jobs.ts";

/** Rendering a text takes at most this share of the time: a huge block is updated less often. */
const SHARE_OF_TIME = 0.1;

/** Longest pause between the updates of a text, in milliseconds. */
const LONGEST_PAUSE = 5000;

/** Most UTF-16 code units of plain text in one update. */
const PLAIN_PART = 16_384;

/** What a viewer shows: the text up to a position; `isPlain` if its end is not formatted. */
export type ShownText = { readonly position: number; readonly isPlain: boolean };

/** An update for a viewer, and what the viewer shows with it. */
export type ViewUpdate = { readonly shown: ShownText; readonly frame: Bytes | null };

/**
 * The parts of a live document so far, each with the tags that would close it. Parts are only
 * added.
 */
export type LiveLog = LivePart[];

/** Callbacks of a growing text. */
export type GrowingTextListener = {
  /** There is something to render. */
  readonly onWork: () => void;
  /** Something new can be shown. */
  readonly onUpdate: () => void;
  readonly onClose: () => void;
};

/**
 * A growing text in the process that sends it to viewers. The worker that renders it has a
 * `RenderedText` for it (`render_jobs.ts`), which can be lost and started again.
 */
export class GrowingText {
  /** Identifies its `RenderedText` in the worker. */
  readonly id: number;
  /** Milliseconds that the last part took; `performance.now()` when the next may run. */
  cost = 0;
  readyAt = 0;
  /** Whether this was among several texts when their rendering was stopped. */
  isSuspect = false;
  readonly #options: StreamOptions;
  readonly #listener: GrowingTextListener;
  /** Updates to the newest version, by the position that they start from. */
  readonly #updates = new Map<number, ViewUpdate>();
  /** Positions of viewers for whom there is no such update yet. */
  readonly #behind = new Set<number>();
  #snapshot: TextSoFar = { text: "" };
  /** How much of the text was given to the renderer; −1 if it has to start again. */
  #given = -1;
  #position = 0;
  /** Why the text isn't rendered any more. */
  #plainReason: keyof PlainNotes | null = null;
  #live: LiveLog | null = null;

  constructor(id: number, options: StreamOptions, listener: GrowingTextListener) {
    this.id = id;
    this.#options = options;
    this.#listener = listener;
  }

  /** Sets the text so far. */
  grow(snapshot: TextSoFar): void {
    this.#snapshot = snapshot;
    this.#listener.onWork();
  }

  /**
   * The update from what a viewer shows to the newest version. `null` if there is none, or none
   * yet: then `onUpdate` is called when there is.
   */
  updateFrom(shown: ShownText): ViewUpdate | null {
    const { position } = shown;
    if (position >= this.#position) return null;
    if (this.#plainReason) return this.#plainUpdate(shown);
    const update = this.#updates.get(position);
    if (update) return update;
    this.#behind.add(position);
    this.#listener.onWork();
    return null;
  }

  /** The live document; the first call starts it. It is replaced by a new one if it can't go on. */
  get live(): LiveLog {
    if (!this.#live) {
      this.#live = [];
      this.#listener.onWork();
    }
    return this.#live;
  }

  /** Ends the rendering: the text has ended, or has no more viewers. */
  close(): void {
    this.#listener.onClose();
  }

  /** Whether there is something to render. */
  get isWaiting(): boolean {
    const isNew = this.#snapshot.text.length > Math.max(0, this.#given);
    return isNew || this.#behind.size > 0 || this.#live?.length === 0;
  }

  /** Whether the text isn't rendered any more. */
  get isPlain(): boolean {
    return this.#plainReason !== null;
  }

  /** Takes what is to be rendered now. */
  takePart(): GrowingPart {
    const isNew = this.#given < 0;
    const part = {
      id: this.id,
      begin: isNew ? { position: this.#position, options: this.#options } : undefined,
      more: isNew ? this.#snapshot.text : textSince(this.#snapshot, this.#given),
      isLive: this.#live !== null,
      behind: [...this.#behind],
    };
    this.#given = this.#snapshot.text.length;
    this.#behind.clear();
    return part;
  }

  /** Shows what came of a part; `null` if the renderer's state is lost. */
  show(result: GrowingResult | null, now: number): void {
    this.isSuspect = false;
    if (!result) return this.beginAnew();
    const { update, catchUps, took } = result;
    this.cost = took;
    const pause = Math.min(LONGEST_PAUSE, took * (1 / SHARE_OF_TIME - 1));
    this.readyAt = Math.max(this.readyAt, now + pause);
    if (update) this.#take(update);
    for (const catchUp of catchUps) this.#updates.set(catchUp.from, viewUpdate(catchUp));
    this.#listener.onUpdate();
  }

  /** Renders the text from its beginning again, because the renderer's state is lost. */
  beginAnew(): void {
    this.#given = -1;
    this.#live &&= [];
    this.#listener.onUpdate();
  }

  /** Shows the text as plain text from now on, because it can't be rendered. */
  leavePlain(reason: keyof PlainNotes): void {
    this.#plainReason = reason;
    this.#live &&= [];
    this.showPlain();
  }

  /** Shows the new part of a text that isn't rendered any more. */
  showPlain(): void {
    const { text } = this.#snapshot;
    const isFirst = this.#live?.length === 0;
    const more = text.slice(isFirst ? 0 : Math.max(0, this.#given));
    if (this.#live && (isFirst || more)) {
      const html = isFirst
        ? plainBlock(more, this.#plainNote).slice(0, -END.length)
        : plainText(more);
      this.#live.push({ html, closing: END });
    }
    this.#position = this.#given = text.length;
    this.#listener.onUpdate();
  }

  /** Plain text comes in a block of its own, which can follow whatever the viewer shows. */
  #plainUpdate({ position, isPlain }: ShownText): ViewUpdate {
    const text = wholeCharacters(this.#snapshot.text.slice(position, position + PLAIN_PART));
    const html = isPlain ? plainText(text) : plainBlock(text, this.#plainNote);
    const patch = { depth: isPlain ? 1 : 0, elements: 0, characters: 0, html };
    const end = position + text.length;
    const frame = toBytes(eventFrame({ id: end, data: patchText([patch]) }));
    return { shown: { position: end, isPlain: true }, frame };
  }

  get #plainNote(): string | undefined {
    return this.#plainReason ? this.#options.plainNotes?.[this.#plainReason] : undefined;
  }

  #take(update: TextUpdate): void {
    const { live, position } = update;
    if (live?.html) this.#live?.push(live);
    if (position > this.#position) this.#updates.clear();
    this.#updates.set(update.from, viewUpdate(update));
    this.#position = position;
  }
}

/** The end of a block of plain text. */
const END = "</div>";

function viewUpdate({ position, frame }: TextUpdate): ViewUpdate {
  return { shown: { position, isPlain: false }, frame: frame === null ? null : toBytes(frame) };
}
