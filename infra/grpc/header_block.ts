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
 * Metadata with the size of a header block that was trimmed. Clients can't send it, because its
 * name is random.
 */
export const TRIMMED = `parley-trimmed-${crypto.randomUUID()}`;

/** Most bytes of a frame's payload by default. RFC 9113, section 4.2. */
const FRAME_SIZE = 16_384;

/**
 * Blocks up to this size are passed on whole: if they are too large, only their call is refused.
 */
const LARGEST_WHOLE = 3 * FRAME_SIZE;

/** Early headers up to this many bytes are kept in a trimmed block. */
const LARGEST_TEXT = 256;

/** Bytes kept from the beginning of a trimmed block, where HTTP/2 has the headers a call needs. */
const LARGEST_KEPT = 2 * TABLE_SIZE;

/**
 * A header that is too large for the table, and so empties it (RFC 7541, section 4.4): `x: xxx…`.
 */
const EMPTIER: Entry = {
  bytes: literal(0x40, "x", "x".repeat(TABLE_SIZE)),
  size: TABLE_SIZE + ENTRY_OVERHEAD + 1,
};

const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY = 0x20;

/**
 * A call's header block. A single text of 64 KiB, or more than nine frames, would end the whole
 * connection: HTTP/2's decoder on this platform gives up on such a block, and can't read later ones
 * either, because all blocks share one table (RFC 7541). So a block that is too large is trimmed
 * here, in such a way that the table becomes the same.
 */
export class HeaderBlock {
  readonly #flags: number;
  readonly #stream: number;
  #priority: Buffer = Buffer.alloc(0);
  readonly #fragments: Buffer[] = [];
  readonly #reader: HpackReader;
  #size = 0;

  /** @param header The first frame's header. @param reader The connection's reader. */
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

  /** The frames to pass on, once all have arrived. */
  frames(): Buffer[] {
    const block = Buffer.concat(this.#fragments);
    const fields = this.#reader.read(block);
    const passed = block.length > LARGEST_WHOLE ? trim(fields, block.length) : block;
    // Reads to the end, so that the reader knows the table's names even if the block is not kept.
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
 * Trims a block: keeps its first headers, except long ones, and all entries that the table has
 * after it. Adds {@link TRIMMED}.
 */
function trim(fields: Iterable<Field>, size: number): Buffer {
  const kept: Buffer[] = [];
  const added = new LastEntries();
  let room = LARGEST_KEPT;
  for (const { bytes, entry } of fields) {
    if (!entry && bytes.length > LARGEST_TEXT) continue;
    const part = entry && entry.size > TABLE_SIZE ? EMPTIER : entry ?? { bytes };
    // When the room is used up, only entries written out are added: the table differs from here on.
    room -= part.bytes.length + ENTRY_OVERHEAD;
    if (room >= 0) kept.push(part.bytes);
    else if ("size" in part) added.push(part);
  }
  return Buffer.concat([...kept, ...added.bytes(), literal(0x10, TRIMMED, String(size))]);
}

/** The last entries that were added, as many as the table holds: they push out all earlier ones. */
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
