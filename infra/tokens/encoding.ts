import { bytePairMerge } from "./byte_pair_merge.ts";
import { NO_RANK, RankTable } from "./rank_table.ts";

/** js-tiktoken's form of an encoding, as its `ranks/*` modules export it. */
export type EncodingData = {
  /** Matches the pieces of a text, each of which is encoded by itself. */
  readonly pat_str: string;
  /** In the format of {@link RankTable.read}. */
  readonly bpe_ranks: string;
};

/** How many pieces are encoded between two yields: well under a millisecond of work. */
const PIECES_PER_STEP = 64;

/**
 * One encoding of text into tokens, equal to js-tiktoken's token for token, but with a bounded
 * amount of work between yields whatever the text is.
 */
export class Encoding {
  readonly #pattern: string;
  readonly #table: RankTable;

  private constructor(pattern: string, table: RankTable) {
    this.#pattern = pattern;
    this.#table = table;
  }

  /** Reads an encoding, yielding between small steps of work. */
  static *read(data: EncodingData): Generator<void, Encoding> {
    return new Encoding(data.pat_str, yield* RankTable.read(data.bpe_ranks));
  }

  /**
   * Encodes text, with special tokens as ordinary text. Yields between small steps of work.
   *
   * @returns The tokens' ranks.
   */
  *encode(text: string): Generator<void, number[]> {
    const encoder = new TextEncoder();
    const tokens: number[] = [];
    let pieces = 0;
    for (const [piece] of text.matchAll(new RegExp(this.#pattern, "gu"))) {
      const bytes = encoder.encode(piece);
      const rank = this.#table.find(bytes, 0, bytes.length);
      if (rank !== NO_RANK) tokens.push(rank);
      else for (const token of yield* bytePairMerge(bytes, this.#table)) tokens.push(token);
      if (++pieces % PIECES_PER_STEP === 0) yield;
    }
    return tokens;
  }
}
