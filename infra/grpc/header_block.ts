import { Buffer } from "node:buffer";

/** Says how many bytes of headers there were, where some were left out; never on the wire otherwise. */
export const TRIMMED = "parley-trimmed-metadata";

/** Most bytes of a frame's payload, as long as nobody asks for more. RFC 9113, section 4.2. */
const FRAME_SIZE = 16_384;

/** Blocks up to this are passed on as they are: the session refuses their call alone. */
const LARGEST_WHOLE = 3 * FRAME_SIZE;

/** Texts up to this many bytes stay. */
const LARGEST_KEPT = 256;

/** What fits into the decoder's table, as long as nobody changes that. RFC 9113, section 6.5.2. */
const TABLE_SIZE = 4_096;

/** A header that fits into no such table, and so empties it (RFC 7541, section 4.4): `x: xxx…`. */
const EMPTIER = literal(0x40, "x", "x".repeat(TABLE_SIZE));

const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY = 0x20;

/**
 * A block of headers that takes several frames. A call with 64 KiB of metadata in one text, or with more
 * than nine frames of it, would end the whole connection: HTTP/2's decoder on this platform reads no
 * further, and without it no later block can be read either (RFC 7541 has one table for all). So long texts
 * are left out here, in a way that leaves the table as it would have become.
 */
export class HeaderBlock {
  readonly #flags: number;
  readonly #stream: number;
  #priority: Buffer = Buffer.alloc(0);
  readonly #fragments: Buffer[] = [];
  #size = 0;

  /** @param header That of the first frame. */
  constructor(header: Buffer) {
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
    const passed = block.length > LARGEST_WHOLE ? trim(block) : block;
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

/** A block without its long texts, which says so itself. What can't be read ends it. */
function trim(block: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at < block.length;) {
    const field = readField(block, at);
    if (!field) break;
    const part = field.isLong ? (field.isIndexed ? EMPTIER : null) : block.subarray(at, field.end);
    // Twice in a row it does no more than once.
    if (part && !(part === EMPTIER && kept.at(-1) === EMPTIER)) kept.push(part);
    at = field.end;
  }
  kept.push(literal(0x10, TRIMMED, String(block.length)));
  return Buffer.concat(kept);
}

type Field = { readonly end: number; readonly isLong: boolean; readonly isIndexed: boolean };

/** One representation: RFC 7541, section 6. */
function readField(block: Buffer, at: number): Field | null {
  const first = block[at]!;
  const isIndexed = (first & 0xc0) === 0x40;
  if (first & 0x80 || (first & 0xe0) === 0x20) {
    const whole = readInteger(block, at, first & 0x80 ? 7 : 5);
    return whole && { end: whole.end, isLong: false, isIndexed: false };
  }
  const index = readInteger(block, at, isIndexed ? 6 : 4);
  const name = index &&
    (index.value === 0 ? readText(block, index.end) : { end: index.end, least: 0, length: 0 });
  const value = name && readText(block, name.end);
  if (!value) return null;
  const isLong = isIndexed
    ? name.least + value.least + 32 > TABLE_SIZE
    : name.length > LARGEST_KEPT || value.length > LARGEST_KEPT;
  return { end: value.end, isLong, isIndexed };
}

type Text = {
  readonly end: number;
  readonly length: number;
  /** Fewest bytes that it may stand for. */
  readonly least: number;
};

/** RFC 7541, section 5.2. Huffman's longest code has 30 bits. */
function readText(block: Buffer, at: number): Text | null {
  if (at >= block.length) return null;
  const length = readInteger(block, at, 7);
  if (!length || length.end + length.value > block.length) return null;
  const least = block[at]! & 0x80 ? Math.ceil(length.value * 8 / 30) : length.value;
  return { end: length.end + length.value, length: length.value, least };
}

/** RFC 7541, section 5.1. */
function readInteger(
  block: Buffer,
  at: number,
  prefix: number,
): { readonly value: number; readonly end: number } | null {
  const most = 2 ** prefix - 1;
  let value = block[at]! & most;
  if (value < most) return { value, end: at + 1 };
  for (let end = at + 1, factor = 1; end < block.length && factor < 2 ** 35; end++, factor *= 128) {
    value += (block[end]! & 0x7f) * factor;
    if (block[end]! < 0x80) return { value, end: end + 1 };
  }
  return null;
}

function literal(kind: number, name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([kind]), text(name), text(value)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) length.push(rest % 128 + 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}
