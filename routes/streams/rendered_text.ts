import { patchText } from "../../views/markdown/html_patch.ts";
import { LiveBody, type LivePart } from "../../views/answers/live_body.ts";
import {
  diffVersions,
  EMPTY_VERSION,
  MarkdownStream,
  type MarkdownVersion,
  settledLength,
  type StreamOptions,
} from "../../views/markdown/stream.ts";
import type { Bytes } from "../http/bytes.ts";
import { eventFrame, toBytes } from "../http/event_frame.ts";

/**
 * Most bytes of updates per UTF-16 code unit of the text, plus some to spare. A model's server
 * sends 40 and more, because each of its events is 150 bytes or more of JSON around a word.
 * Markdown whose later marks change earlier text again and again could take more than that.
 */
const BYTES_PER_CHARACTER = 32;
const SPARE_BYTES = 1024;

/** The update from one version of a growing text to a later one. */
export type TextUpdate = {
  /** Positions in the text, in UTF-16 code units. */
  readonly from: number;
  readonly position: number;
  /** The event for viewers that show the earlier version; `null` when both look the same. */
  readonly frame: Bytes | null;
  /** The new part of the document for browsers without scripts, if it has viewers. */
  readonly live: LivePart | null;
};

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

  #affords(bytes: number, { position }: MarkdownVersion): boolean {
    const isWithin = this.#spent + bytes <= BYTES_PER_CHARACTER * position + SPARE_BYTES;
    if (isWithin) this.#spent += bytes;
    return isWithin;
  }
}

function updateFrame(from: MarkdownVersion, to: MarkdownVersion): Bytes | null {
  const patches = diffVersions(from, to);
  if (patches.length === 0) return null;
  return toBytes(eventFrame({ id: to.position, data: patchText(patches) }));
}
