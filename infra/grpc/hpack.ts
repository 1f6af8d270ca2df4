import { Buffer } from "node:buffer";

/** Default size of the table in bytes. RFC 9113, section 6.5.2. */
export const TABLE_SIZE = 4_096;

/**
 * Bytes that an entry takes in the table in addition to its name and value. RFC 7541, section 4.1.
 */
export const ENTRY_OVERHEAD = 32;

/** Number of entries of the static table. RFC 7541, appendix A. */
const STATIC_ENTRIES = 61;

/** A header in a block, or a change of the table's size: RFC 7541, section 6. */
export type Field = {
  /** The encoded header. */
  readonly bytes: Buffer;
  /** The entry that it adds to the table, if any. */
  readonly entry?: Entry;
};

/** An entry that is added to the table. */
export type Entry = {
  /** A header that adds the same entry without a reference to another one. */
  readonly bytes: Buffer;
  /** Least number of bytes that it takes in the table. */
  readonly size: number;
};

/**
 * Reads the structure of a connection's header blocks (HPACK, RFC 7541). Huffman-coded texts are
 * not decoded, so only their least length is known.
 */
export class HpackReader {
  /** Names of the table's entries, newest last; the oldest may have left the table already. */
  readonly #names: (Text & { readonly size: number })[] = [];
  /** Total size of these entries. */
  #size = 0;

  /** Reads the next block up to its end, or to an error. It must read every block. */
  *read(block: Buffer): Generator<Field> {
    for (let at = 0; at < block.length;) {
      const field = this.#readField(block, at);
      if (!field) return;
      yield field;
      at += field.bytes.length;
    }
  }

  #readField(block: Buffer, at: number): Field | null {
    const first = block[at]!;
    const isReference = (first & 0x80) !== 0;
    if (isReference || (first & 0xe0) === 0x20) {
      const whole = readInteger(block, at, isReference ? 7 : 5);
      return whole && { bytes: block.subarray(at, whole.end) };
    }
    const isAdded = (first & 0xc0) === 0x40;
    const index = readInteger(block, at, isAdded ? 6 : 4);
    const text = index?.value === 0 ? readText(block, index.end) : null;
    if (!index || index.value === 0 && !text) return null;
    const value = readText(block, index.end + (text?.bytes.length ?? 0));
    if (!value) return null;
    const bytes = block.subarray(at, index.end + (text?.bytes.length ?? 0) + value.bytes.length);
    if (!isAdded) return { bytes };
    const name = text
      ? { bytes: Buffer.concat([Buffer.from([0x40]), text.bytes]), least: text.least }
      : this.#nameAt(index.value);
    return name && { bytes, entry: this.#add(name, value) };
  }

  /** The beginning of a header that adds an entry with the name at an index. */
  #nameAt(index: number): Text | null {
    if (index <= STATIC_ENTRIES) return { bytes: Buffer.from([0x40 | index]), least: 0 };
    return this.#names.at(STATIC_ENTRIES - index) ?? null;
  }

  #add(name: Text, value: Text): Entry {
    const size = name.least + value.least + ENTRY_OVERHEAD;
    this.#names.push({ ...name, size });
    this.#size += size;
    while (this.#size > TABLE_SIZE) this.#size -= this.#names.shift()!.size;
    return { bytes: Buffer.concat([name.bytes, value.bytes]), size };
  }
}

/** Encodes a header with its name and value written out. @param kind Its first byte. */
export function literal(kind: number, name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([kind]), writeText(name), writeText(value)]);
}

type Text = {
  /** The encoded text with its length. */
  readonly bytes: Buffer;
  /** Least number of bytes that it may stand for. */
  readonly least: number;
};

/** RFC 7541, section 5.2. Huffman's longest code has 30 bits. */
function readText(block: Buffer, at: number): Text | null {
  if (at >= block.length) return null;
  const length = readInteger(block, at, 7);
  if (!length || length.end + length.value > block.length) return null;
  const isHuffman = (block[at]! & 0x80) !== 0;
  const least = isHuffman ? Math.floor(length.value * 8 / 30) : length.value;
  return { bytes: block.subarray(at, length.end + length.value), least };
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

function writeText(value: string): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) length.push(rest % 128 + 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}
