import { type AnswerSnapshot, textSince } from "../../domain/answers/feed.ts";
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
  readonly id = crypto.randomUUID();
  /** Milliseconds that the last part took; when the next may run; since when it has waited. */
  cost = 0;
  readyAt = 0;
  waitsSince = Infinity;
  /** Whether this was among several texts when their rendering was stopped. */
  isSuspect = false;
  readonly #options: StreamOptions;
  readonly #listener: GrowingTextListener;
  readonly #catchUps = new Map<number, PromiseWithResolvers<ViewUpdate | null>>();
  #snapshot: AnswerSnapshot = { text: "", ended: null };
  /** How much of the text was given to the renderer; −1 if it has to start again. */
  #given = -1;
  #position = 0;
  #update: TextUpdate | null = null;
  /** Why the text isn't rendered any more. */
  #plainReason: keyof PlainNotes | null = null;
  #live: LiveLog | null = null;

  constructor(options: StreamOptions, listener: GrowingTextListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Sets the text so far. */
  grow(snapshot: AnswerSnapshot): void {
    this.#snapshot = snapshot;
    this.#listener.onWork();
  }

  /** The update from what a viewer shows to the newest version, or `null` if there is none. */
  updateFrom(shown: ShownText): ViewUpdate | null | Promise<ViewUpdate | null> {
    const { position } = shown;
    if (position >= this.#position) return null;
    if (this.#plainReason) return this.#plainUpdate(shown);
    if (position === this.#update?.from) return viewUpdate(this.#update);
    const catchUp = this.#catchUps.get(position) ?? Promise.withResolvers();
    this.#catchUps.set(position, catchUp);
    this.#listener.onWork();
    return catchUp.promise;
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
    this.#giveUpCatchUps();
    this.#listener.onClose();
  }

  /** Whether there is something to render. */
  get isWaiting(): boolean {
    const isNew = this.#snapshot.text.length > Math.max(0, this.#given);
    return isNew || this.#catchUps.size > 0 || this.#live?.length === 0;
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
      behind: [...this.#catchUps.keys()],
    };
    this.#given = this.#snapshot.text.length;
    return part;
  }

  /** Shows what came of a part; `null` if the renderer's state is lost. */
  show({ behind }: GrowingPart, result: GrowingResult | null, now: number): void {
    this.isSuspect = false;
    if (!result) return this.beginAnew();
    const { update, catchUps, took } = result;
    this.cost = took;
    this.readyAt = now + Math.min(LONGEST_PAUSE, took * (1 / SHARE_OF_TIME - 1));
    if (update) this.#take(update);
    behind.forEach((position, index) => {
      const catchUp = catchUps[index];
      this.#catchUps.get(position)?.resolve(catchUp ? viewUpdate(catchUp) : null);
      this.#catchUps.delete(position);
    });
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
    this.#giveUpCatchUps();
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
    if (position > this.#position) this.#update = update;
    this.#position = position;
    this.#listener.onUpdate();
  }

  #giveUpCatchUps(): void {
    for (const { resolve } of this.#catchUps.values()) resolve(null);
    this.#catchUps.clear();
  }
}

/** The end of a block of plain text. */
const END = "</div>";

function viewUpdate({ position, frame }: TextUpdate): ViewUpdate {
  return { shown: { position, isPlain: false }, frame };
}
