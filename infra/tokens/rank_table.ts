import { fnv1a } from "../hashes/fnv1a.ts";

/** What {@link RankTable.find} returns for bytes that are not a token. */
export const NO_RANK = -1;

/** How many characters of ranks are read between two yields: well under a millisecond of work. */
const CHARACTERS_PER_STEP = 8192;

const SPACE = 32;
const PADDING = 61;

/**
 * An encoding's tokens and their ranks: an open-addressing hash table over typed arrays, which
 * finds bytes without copying them. o200k_base takes 5 MB and 40 ms this way; js-tiktoken's own
 * maps with string keys take 200 MB and block for 600 ms.
 */
export class RankTable {
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #lengths: Uint8Array;
  /** Ranks + 1 by hash; 0 is free. At most half full. */
  readonly #slots: Int32Array;
  #end = 0;
  #longest = 0;

  private constructor(ranks: number, bytes: number) {
    this.#bytes = new Uint8Array(bytes);
    this.#starts = new Uint32Array(ranks);
    this.#lengths = new Uint8Array(ranks);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(ranks * 2)));
  }

  /**
   * Reads js-tiktoken's `bpe_ranks`: lines of `! firstRank token token …` with tokens in base64 and
   * ranks counting up. Reads character by character, because strings of all tokens would take tens
   * of megabytes. Yields between small steps of work.
   */
  static *read(ranks: string): Generator<void, RankTable> {
    const lines = ranks.split("\n").map(splitLine).filter((line) => line !== null);
    const size = Math.max(...lines.map(({ first, tokens }) => first + countSpaces(tokens)));
    const table = new RankTable(size, ranks.length);
    for (const { first, tokens } of lines) yield* table.#addAll(tokens, first);
    return table;
  }

  /** The rank of the token with the bytes from `start` up to `end`, or {@link NO_RANK}. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length > this.#longest) return NO_RANK;
    for (let slot = this.#slotOf(bytes, start, end);; slot = this.#after(slot)) {
      const rank = this.#slots[slot]! - 1;
      if (rank === NO_RANK || this.#lengths[rank] === length && this.#is(rank, bytes, start)) {
        return rank;
      }
    }
  }

  /** Adds tokens. @param tokens In base64, each followed by a space. */
  *#addAll(tokens: string, first: number): Generator<void> {
    let rank = first;
    let end = this.#end;
    let bits = 0;
    let bitCount = 0;
    for (let i = 0; i < tokens.length; i++) {
      const code = tokens.charCodeAt(i);
      if (code === SPACE) {
        this.#add(rank++, end);
        bitCount = 0;
      } else if (code !== PADDING) {
        bits = bits << 6 | sextet(code);
        bitCount += 6;
        if (bitCount >= 8) this.#bytes[end++] = bits >> (bitCount -= 8);
      }
      if (i % CHARACTERS_PER_STEP === 0) yield;
    }
  }

  /** Adds a token: the bytes from the end of the last one up to `end`. */
  #add(rank: number, end: number): void {
    const start = this.#end;
    this.#starts[rank] = start;
    this.#lengths[rank] = end - start;
    this.#longest = Math.max(this.#longest, end - start);
    this.#end = end;
    let slot = this.#slotOf(this.#bytes, start, end);
    while (this.#slots[slot] !== 0) slot = this.#after(slot);
    this.#slots[slot] = rank + 1;
  }

  /** Folds the high bits of the hash into the low ones that are used. */
  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    const hash = fnv1a(bytes, start, end);
    return (hash ^ hash >>> 15) & this.#slots.length - 1;
  }

  #after(slot: number): number {
    return slot + 1 & this.#slots.length - 1;
  }

  #is(rank: number, bytes: Uint8Array, start: number): boolean {
    const from = this.#starts[rank]!;
    for (let i = this.#lengths[rank]! - 1; i >= 0; i--) {
      if (this.#bytes[from + i] !== bytes[start + i]) return false;
    }
    return true;
  }
}

function splitLine(line: string): { first: number; tokens: string } | null {
  const [, first, tokens] = line.match(/^! (\d+) (.+)$/) ?? [];
  return tokens ? { first: Number(first), tokens: `${tokens} ` } : null;
}

function countSpaces(line: string): number {
  let spaces = 0;
  for (let i = line.indexOf(" "); i >= 0; i = line.indexOf(" ", i + 1)) spaces++;
  return spaces;
}

/** The six bits of a base64 character (RFC 4648, section 4). */
function sextet(code: number): number {
  if (code >= 97) return code - 97 + 26;
  if (code >= 65) return code - 65;
  if (code >= 48) return code - 48 + 52;
  return code === 43 ? 62 : 63;
}
