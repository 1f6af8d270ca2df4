import { MinHeap } from "./min_heap.ts";
import { NO_RANK, type RankTable } from "./rank_table.ts";

/** How many pairs are handled between two yields: well under a millisecond of work. */
const PAIRS_PER_STEP = 512;

/** Heap keys are `rank * POSITIONS + position`: exact in a double for ranks below 2^21. */
const POSITIONS = 2 ** 32;

/**
 * Byte pair encoding of one piece of text: repeatedly joins the two neighbours that form the token
 * of lowest rank, the leftmost first. A heap of the pairs makes that O(n log n) in the piece's
 * length; searching for the lowest rank each time would be O(n²). Yields between small steps of
 * work.
 *
 * @returns The tokens' ranks in order.
 */
export function* bytePairMerge(bytes: Uint8Array, table: RankTable): Generator<void, number[]> {
  const length = bytes.length;
  /** Where the part that begins at a position ends, and where the part before it begins. */
  const ends = new Int32Array(length);
  const befores = new Int32Array(length);
  /** Rank of the part at a position joined with the next; a heap entry with another is stale. */
  const ranks = new Int32Array(length).fill(NO_RANK);
  const heap = new MinHeap();
  for (let i = 0; i < length; i++) {
    ends[i] = i + 1;
    befores[i] = i - 1;
  }

  function rate(position: number): void {
    const next = ends[position]!;
    const rank = next < length ? table.find(bytes, position, ends[next]!) : NO_RANK;
    ranks[position] = rank;
    if (rank !== NO_RANK) heap.push(rank * POSITIONS + position);
  }

  for (let i = 0; i < length; i++) {
    rate(i);
    if (i % PAIRS_PER_STEP === PAIRS_PER_STEP - 1) yield;
  }
  for (let step = 1; heap.size > 0; step++) {
    const key = heap.pop();
    const rank = Math.floor(key / POSITIONS);
    const position = key - rank * POSITIONS;
    if (step % PAIRS_PER_STEP === 0) yield;
    if (ranks[position] !== rank) continue;
    const joined = ends[position]!;
    ranks[joined] = NO_RANK;
    ends[position] = ends[joined]!;
    if (ends[position]! < length) befores[ends[position]!] = position;
    rate(position);
    if (position > 0) rate(befores[position]!);
  }

  const tokens: number[] = [];
  for (let i = 0; i < length; i = ends[i]!) tokens.push(table.find(bytes, i, ends[i]!));
  return tokens;
}
