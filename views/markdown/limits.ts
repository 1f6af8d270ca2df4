/**
 * How much of a text is formatted, in UTF-16 code units and lines. The time that parsing takes goes by both;
 * what lies beyond is shown as it was written. An answer of 128,000 tokens has about 500,000 code units, an
 * ordinary one has less than 5,000.
 */
const MAX_TEXT = 250_000;
const MAX_LINES = 10_000;

/** Longer paragraphs, headings and cells stay plain: what they hold takes quadratic time to parse. */
export const MAX_INLINE = 10_000;

/** Longer lists, tables and quotes stay plain while they grow, as they are rendered again each time. */
export const MAX_GROWING = { length: 50_000, lines: 1000 };

/** A text whose HTML is longer is shown as it was written. */
export const MAX_HTML = 2_000_000;

/** Longer formulas stay TeX: as they are written, and as MathML. */
export const MAX_TEX = 5000;
export const MAX_MATHML = 50_000;

/**
 * What all formulas, code and links of a text may come to. MathML has ten to thirty times the length of its TeX;
 * the highlighter takes up to 15 ms for 1,000 code units; links can repeat an address that a text holds once.
 */
const amounts = {
  formulas: 500,
  tex: 30_000,
  mathml: 1_000_000,
  code: 50_000,
  addresses: 250_000,
};

/**
 * How much of a text is formatted, from its beginning on: all of it, or whole lines of it where it is too long.
 * What that is no text that follows can change, once there is any.
 */
export function formattedLength(text: string): number {
  const lineEnds = /\r\n?|\n/g;
  let end = 0;
  for (let lines = 0; lines < MAX_LINES && lineEnds.test(text); lines++) {
    if (lineEnds.lastIndex > MAX_TEXT) break;
    end = lineEnds.lastIndex;
    if (lines + 1 === MAX_LINES) return end;
  }
  return text.length <= MAX_TEXT ? text.length : end;
}

/** What is left of the amounts that the parts of one text share. */
export class FormattingBudget {
  readonly #left = { ...amounts };

  /** Takes so much, and says whether there was as much left. */
  take(what: keyof typeof amounts, amount: number): boolean {
    const isLeft = this.#left[what] >= amount;
    if (isLeft) this.#left[what] -= amount;
    return isLeft;
  }

  /** Takes so much of what has been made already, whether or not as much is left. */
  charge(what: keyof typeof amounts, amount: number): boolean {
    this.#left[what] -= amount;
    return this.#left[what] >= 0;
  }
}
