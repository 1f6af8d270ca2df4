import { Buffer } from "node:buffer";
import {
  type Entry,
  ENTRY_OVERHEAD,
  type Field,
  type HpackReader,
  literal,
  TABLE_SIZE,
} from "./hpack.ts";

/**
 * Metadata that says how many bytes of headers there were, where some were left out. No client can send it,
 * as none knows its name.
 */
export const TRIMMED = `parley-trimmed-${crypto.randomUUID()}`;

/** Most bytes of a frame's payload, as long as nobody asks for more. RFC 9113, section 4.2. */
const FRAME_SIZE = 16_384;

/** Blocks up to this are passed on as they are: the session refuses their call alone. */
const LARGEST_WHOLE = 3 * FRAME_SIZE;

/** Headers up to this many bytes stay, if they come early. */
const LARGEST_TEXT = 256;

/** Bytes of headers that stay, at their beginning, where HTTP/2 has those that a call can't do without. */
const LARGEST_KEPT = 2 * TABLE_SIZE;

/** A header that fits into no table, and so empties it (RFC 7541, section 4.4): `x: xxx…`. */
const EMPTIER: Entry = {
  bytes: literal(0x40, "x", "x".repeat(TABLE_SIZE)),
  size: TABLE_SIZE + ENTRY_OVERHEAD + 1,
};

const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY = 0x20;

/**
 * A call's block of headers. With 64 KiB of metadata in one text, or more than nine frames of it, it would
 * end the whole connection: HTTP/2's decoder on this platform reads no further, and without it no later
 * block can be read either (RFC 7541 has one table for all). So most of such a block is left out here, in a
 * way that leaves the table as it would have become.
 */
export class HeaderBlock {
  readonly #flags: number;
  readonly #stream: number;
  #priority: Buffer = Buffer.alloc(0);
  readonly #fragments: Buffer[] = [];
  readonly #reader: HpackReader;
  #size = 0;

  /** @param header That of the first frame. @param reader Of the connection. */
  constructor(header: Buffer, reader: HpackReader) {
    this.#reader = reader;
    this.#flags = header[4]!;
    this.#stream = header.readUInt32BE(5);
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** Adds a frame's payload. */
  add(payload: Buffer): void {
    const isFirst = this.#fragments.length === 0;
    const fragment = isFirst ? this.#withoutPadding(payload) : payload;
    this.#fragments.push(fragment);
    this.#size += fragment.length;
  }

  /** The frames to pass on, once all have come. */
  frames(): Buffer[] {
    const block = Buffer.concat(this.#fragments);
    const fields = this.#reader.read(block);
    const passed = block.length > LARGEST_WHOLE ? trim(fields, block.length) : block;
    // The reader keeps the table's names, whatever becomes of the block.
    for (const _ of fields);
    const payload = Buffer.concat([this.#priority, passed]);
    const frames: Buffer[] = [];
    for (let at = 0; at === 0 || at < payload.length; at += FRAME_SIZE) {
      const part = payload.subarray(at, at + FRAME_SIZE);
      const head = Buffer.alloc(9);
      head.writeUIntBE(part.length, 0, 3);
      head[3] = at === 0 ? 1 : 9;
      head[4] = (at === 0 ? this.#flags & ~PADDED : 0) |
        (at + FRAME_SIZE >= payload.length ? END_HEADERS : 0);
      head.writeUInt32BE(this.#stream, 5);
      frames.push(head, part);
    }
    return frames;
  }

  #withoutPadding(payload: Buffer): Buffer {
    const isPadded = (this.#flags & PADDED) !== 0;
    const start = isPadded ? 1 : 0;
    const end = payload.length - (isPadded ? payload[0] ?? 0 : 0);
    const middle = payload.subarray(start, Math.max(start, end));
    if ((this.#flags & PRIORITY) === 0) return middle;
    this.#priority = middle.subarray(0, 5);
    return middle.subarray(5);
  }
}

/**
 * A block without its long headers and what comes after the first few, but with all that the table has
 * after it. Says so itself.
 */
function trim(fields: Iterable<Field>, size: number): Buffer {
  const kept: Buffer[] = [];
  const added = new LastEntries();
  let room = LARGEST_KEPT;
  for (const { bytes, entry } of fields) {
    if (!entry && bytes.length > LARGEST_TEXT) continue;
    const part = entry && entry.size > TABLE_SIZE ? EMPTIER : entry ?? { bytes };
    // Once there was no room, nothing refers to the table, which isn't as the client has it.
    room -= part.bytes.length + ENTRY_OVERHEAD;
    if (room >= 0) kept.push(part.bytes);
    else if ("size" in part) added.push(part);
  }
  return Buffer.concat([...kept, ...added.bytes(), literal(0x10, TRIMMED, String(size))]);
}

/** As many of the entries that were added last as the table can have; before them nothing stays in it. */
class LastEntries {
  readonly #entries: Entry[] = [];
  #size = 0;

  push(entry: Entry): void {
    this.#entries.push(entry);
    this.#size += entry.size;
    while (this.#size - this.#entries[0]!.size > TABLE_SIZE) {
      this.#size -= this.#entries.shift()!.size;
    }
  }

  bytes(): Buffer[] {
    return this.#entries.map(({ bytes }) => bytes);
  }
}
