import { LiveBody, type LivePart } from "../../views/answers/live_body.ts";
import type { MarkdownOptions } from "../../views/markdown/environment.ts";
import { patchText } from "../../views/markdown/html_patch.ts";
import { loadMarkdown, renderMarkdown } from "../../views/markdown/markdown.ts";
import {
  diffVersions,
  EMPTY_VERSION,
  MarkdownStream,
  type MarkdownVersion,
  settledLength,
  type StreamOptions,
} from "../../views/markdown/stream.ts";
import { eventFrame } from "../http/event_frame.ts";

/**
 * Most code units of updates per code unit of the text, plus some to spare. A model's server sends
 * 40 and more, because each of its events is 150 bytes or more of JSON around a word. Markdown
 * whose later marks change earlier text again and again could take more than that.
 */
const GROWTH = 32;
const SPARE = 1024;

/** An ended text to render in its final form. */
export type EndedJob = { readonly text: string; readonly options: MarkdownOptions };

/** What is new of growing texts, and the ids of those that are over. */
export type GrowingJob = {
  readonly parts: readonly GrowingPart[];
  readonly over: readonly number[];
};

/** What is new of a growing text. */
export type GrowingPart = {
  readonly id: number;
  /** Set when the text begins here, or begins again: how much of it is shown already. */
  readonly begin?: { readonly position: number; readonly options: StreamOptions };
  /** The text since the last part, or from its beginning. */
  readonly more: string;
  /** Whether the live document has viewers. */
  readonly isLive: boolean;
  /** Positions of viewers that show an earlier version. */
  readonly behind: readonly number[];
};

/** What came of a {@link GrowingPart}. */
export type GrowingResult = {
  /** The update from the last version, or `null` if there is none. */
  readonly update: TextUpdate | null;
  /** The updates from the positions that were behind. */
  readonly catchUps: readonly TextUpdate[];
  /** Milliseconds. */
  readonly took: number;
};

/** The update from one version of a growing text to a later one. */
export type TextUpdate = {
  /** Positions in the text, in UTF-16 code units. */
  readonly from: number;
  readonly position: number;
  /**
   * The event for viewers that show the earlier version; `null` when both look the same. It leaves
   * the worker as a string, because bytes take twice the time.
   */
  readonly frame: string | null;
  /** The new part of the document for browsers without scripts, if it has viewers. */
  readonly live: LivePart | null;
};

/** Does the jobs of rendering, in a worker or in the process itself. */
export class RenderJobs {
  readonly #growing = new Map<number, RenderedText>();

  /**
   * Does a job.
   *
   * @returns HTML of an ended text; or the results of growing texts, `null` for one that was never
   * begun here.
   */
  async run(job: EndedJob | GrowingJob): Promise<string | (GrowingResult | null)[]> {
    if ("parts" in job) {
      for (const id of job.over) this.#growing.delete(id);
      return job.parts.map((part) => this.#grow(part));
    }
    await loadMarkdown();
    return renderMarkdown(job.text, job.options);
  }

  #grow({ id, begin, more, isLive, behind }: GrowingPart): GrowingResult | null {
    const start = performance.now();
    if (begin) this.#growing.set(id, new RenderedText(more, begin.position, begin.options));
    const text = this.#growing.get(id);
    if (!text) return null;
    const update = text.grow(begin ? "" : more, isLive);
    const catchUps = behind.map((from) => text.catchUp(from)).filter((update) => update !== null);
    return { update, catchUps, took: performance.now() - start };
  }
}

/** The rendering of a growing text, in the worker. */
export class RenderedText {
  readonly #stream: MarkdownStream;
  #text: string;
  #version: MarkdownVersion;
  #spent = 0;
  #live: LiveBody | null = null;

  /** @param position How much of the text is shown already. */
  constructor(text: string, position: number, options: StreamOptions) {
    this.#stream = new MarkdownStream(options);
    this.#text = text;
    this.#version = position > 0 ? this.#stream.render(text.slice(0, position)) : EMPTY_VERSION;
  }

  /**
   * Adds text, and renders the part that later text can't change. Returns no update while it would
   * take too many bytes.
   *
   * @param text The new text.
   * @param isLive Whether the live document has viewers.
   */
  grow(text: string, isLive: boolean): TextUpdate | null {
    this.#text += text;
    const from = this.#version;
    const settled = this.#text.slice(0, settledLength(this.#text));
    const version = settled.length > from.position ? this.#stream.render(settled) : from;
    const frame = version === from ? null : updateFrame(from, version);
    if (frame && !this.#affords(frame.length, version)) return null;
    this.#version = version;
    const live = isLive ? (this.#live ??= new LiveBody()).update(version) : null;
    if (version === from && !live?.html) return null;
    return { from: from.position, position: version.position, frame, live };
  }

  /**
   * The update from an earlier position to the newest version, or `null` if the position is later.
   */
  catchUp(from: number): TextUpdate | null {
    const { position } = this.#version;
    if (from > position) return null;
    const version = from === 0 ? EMPTY_VERSION : this.#stream.versionOf(this.#text.slice(0, from));
    return { from, position, frame: updateFrame(version, this.#version), live: null };
  }

  #affords(length: number, { position }: MarkdownVersion): boolean {
    const isWithin = this.#spent + length <= GROWTH * position + SPARE;
    if (isWithin) this.#spent += length;
    return isWithin;
  }
}

function updateFrame(from: MarkdownVersion, to: MarkdownVersion): string | null {
  const patches = diffVersions(from, to);
  if (patches.length === 0) return null;
  return eventFrame({ id: to.position, data: patchText(patches) });
}
