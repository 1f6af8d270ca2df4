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
 * Updates may take so many bytes for each UTF-16 code unit of the text, and so many more. A model's server sends
 * 40 and more, as each of its events is JSON of 150 bytes and more around a word. What marks of Markdown change
 * again and again could take more than that.
 */
const BYTES_PER_CHARACTER = 32;
const SPARE_BYTES = 1024;

/** What leads from one version of a growing text to a later one. */
export type TextUpdate = {
  /** Positions in the text, in UTF-16 code units. */
  readonly from: number;
  readonly position: number;
  /** The event for those who have the one version and shall have the other; `null` when both look the same. */
  readonly frame: Bytes | null;
  /** The same for the document of browsers without scripts, if anybody looks at that. */
  readonly live: LivePart | null;
};

/** A growing text where it is rendered. */
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
   * Shows what is settled of a text that has grown, unless that would take too many bytes for as much text.
   *
   * @param text What is new.
   * @param isLive Whether anybody looks at the live document.
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

  /** What leads from an earlier position to what is shown, or `null` where that is not known here. */
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
