import { type AnswerSnapshot, textSince } from "../../domain/answers/feed.ts";
import { wholeCharacters } from "../../domain/characters.ts";
import type { LivePart } from "../../views/answers/live_body.ts";
import type { PlainNotes } from "../../views/markdown/environment.ts";
import type { StreamOptions } from "../../views/markdown/stream.ts";
import { plainBlock, plainText } from "../../views/markdown/plain_text.ts";
import { patchText } from "../../views/markdown/html_patch.ts";
import type { Bytes } from "../http/bytes.ts";
import { eventFrame, toBytes } from "../http/event_frame.ts";
import type { GrowingStep, StepResult } from "./render_jobs.ts";
import type { TextUpdate } from "./rendered_text.ts";

/** Rendering a text takes at most this part of the time: updates of a huge block come less often. */
const SHARE_OF_TIME = 0.1;

/** Longest pause between the updates of a text, in milliseconds. */
const LONGEST_PAUSE = 5000;

/** Text that isn't formatted is sent in parts of so many UTF-16 code units. */
const PLAIN_PART = 16_384;

/** What a viewer has on screen: the text up to a position, the end of it perhaps as it was written. */
export type ShownText = { readonly position: number; readonly isPlain: boolean };

/** What leads a viewer on. */
export type ViewUpdate = { readonly shown: ShownText; readonly frame: Bytes | null };

/** A live document so far, with what would close it. It is never changed but for what is added. */
export type LiveLog = LivePart[];

/** Whom a growing text tells what has changed. */
export type GrowingTextListener = {
  /** There is something to render. */
  readonly onWork: () => void;
  /** Something new can be shown. */
  readonly onUpdate: () => void;
  readonly onClose: () => void;
};

/**
 * A growing text as the process knows it that sends it to those who watch. Where it is rendered, a
 * `RenderedText` stands for it, which can be lost and begun anew.
 */
export class GrowingText {
  /** Milliseconds that the last steps took, when the next may be taken, and since when they wait. */
  cost = 0;
  readyAt = 0;
  waitsSince = Infinity;
  /** Whether rendering was stopped while this was among several texts. */
  isSuspect = false;
  readonly #id = crypto.randomUUID();
  readonly #options: StreamOptions;
  readonly #listener: GrowingTextListener;
  readonly #catchUps = new Map<number, PromiseWithResolvers<ViewUpdate | null>>();
  #snapshot: AnswerSnapshot = { text: "", ended: null };
  /** How much has been given to be rendered; −1 when that has to begin anew. */
  #given = -1;
  #position = 0;
  #update: TextUpdate | null = null;
  /** Why nothing of this is rendered any more. */
  #plainReason: keyof PlainNotes | null = null;
  #live: LiveLog | null = null;

  constructor(options: StreamOptions, listener: GrowingTextListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Says how far the text is now. */
  grow(snapshot: AnswerSnapshot): void {
    this.#snapshot = snapshot;
    this.#listener.onWork();
  }

  /** What leads from what a viewer has to what is shown, or `null` while there is nothing. */
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

  /** The live document, which is written from now on. Another one takes its place where it can't go on. */
  get live(): LiveLog {
    if (!this.#live) {
      this.#live = [];
      this.#listener.onWork();
    }
    return this.#live;
  }

  /** Ends it: nobody watches any more, or the text has ended. */
  close(): void {
    this.#giveUpCatchUps();
    this.#listener.onClose();
  }

  /** What says to the renderer that this is over. */
  get lastStep(): GrowingStep {
    return { id: this.#id, isOver: true };
  }

  /** Whether anything is to be rendered. */
  get isWaiting(): boolean {
    const isNew = this.#snapshot.text.length > Math.max(0, this.#given);
    return isNew || this.#catchUps.size > 0 || this.#live?.length === 0;
  }

  /** Whether nothing of this is rendered any more. */
  get isPlain(): boolean {
    return this.#plainReason !== null;
  }

  /** Gives what is to be rendered. */
  takeSteps(): GrowingStep[] {
    const id = this.#id;
    const { text } = this.#snapshot;
    const steps: GrowingStep[] = [];
    if (this.#given < 0) {
      steps.push({ id, begin: text, position: this.#position, options: this.#options });
    }
    const more = this.#given < 0 ? "" : textSince(this.#snapshot, this.#given);
    steps.push({ id, more, isLive: this.#live !== null });
    for (const catchUpFrom of this.#catchUps.keys()) steps.push({ id, catchUpFrom });
    this.#given = text.length;
    return steps;
  }

  /** Takes what came of the steps, in their order. */
  takeResults(steps: readonly GrowingStep[], results: readonly StepResult[], now: number): void {
    this.cost = results.reduce((sum, { took }) => sum + took, 0);
    this.readyAt = now + Math.min(LONGEST_PAUSE, this.cost * (1 / SHARE_OF_TIME - 1));
    this.isSuspect = false;
    if (results.some(({ isLost }) => isLost)) return this.beginAnew();
    steps.forEach((step, index) => {
      const { update } = results[index]!;
      if ("more" in step) this.#take(update);
      else if ("catchUpFrom" in step) {
        this.#catchUps.get(step.catchUpFrom)?.resolve(update && viewUpdate(update));
        this.#catchUps.delete(step.catchUpFrom);
      }
    });
  }

  /** Has the text rendered from its beginning, because what was rendered is lost. */
  beginAnew(): void {
    this.#given = -1;
    this.#live &&= [];
    this.#listener.onUpdate();
  }

  /** Shows the text as it was written from now on, because it can't be rendered. */
  leavePlain(reason: keyof PlainNotes): void {
    this.#plainReason = reason;
    this.#live &&= [];
    this.#giveUpCatchUps();
    this.showPlain();
  }

  /** Shows what has come since of a text that isn't formatted any more. */
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

  /** Whatever a viewer has on screen, a block of its own after it is right. */
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

  #take(update: TextUpdate | null): void {
    if (!update) return;
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

/** What closes a block of text that isn't formatted. */
const END = "</div>";

function viewUpdate({ position, frame }: TextUpdate): ViewUpdate {
  return { shown: { position, isPlain: false }, frame };
}
