/**
 * Longest formatted text, in UTF-16 code units and lines, as both determine the time of parsing.
 * The rest of a longer text is shown as plain text. An answer of 128,000 tokens has about 500,000
 * code units, an ordinary answer fewer than 5,000.
 */
const MAX_TEXT = 250_000;
const MAX_LINES = 10_000;

/** Longer paragraphs, headings and cells stay plain: parsing their content takes quadratic time. */
export const MAX_INLINE = 10_000;

/** Longer lists, tables and quotes stay plain while they grow: each update renders all of them. */
export const MAX_GROWING = { length: 50_000, lines: 1000 };

/** A text with longer HTML is shown as plain text. */
export const MAX_HTML = 2_000_000;

/** Formulas with longer TeX, or longer MathML, are shown as TeX. */
export const MAX_TEX = 5000;
export const MAX_MATHML = 50_000;

/**
 * Limits on the sum of all formulas, code and links in a text. MathML is ten to thirty times as
 * long as its TeX; highlight.js takes up to 15 ms for 1,000 code units; many links can share one
 * address that the text contains once.
 */
const amounts = {
  formulas: 500,
  tex: 30_000,
  mathml: 1_000_000,
  code: 50_000,
  addresses: 250_000,
};

/**
 * Length of the beginning of a text that is formatted: all of it, or whole lines if it is too long.
 * Once a text is too long, appending to it doesn't change this length.
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

/** What is left of the limits for one text. */
export class FormattingBudget {
  readonly #left = { ...amounts };

  /** Takes an amount, unless less than that is left; returns whether it was taken. */
  take(what: keyof typeof amounts, amount: number): boolean {
    const isLeft = this.#left[what] >= amount;
    if (isLeft) this.#left[what] -= amount;
    return isLeft;
  }

  /** Takes an amount that was used already; returns whether it was within the limit. */
  charge(what: keyof typeof amounts, amount: number): boolean {
    this.#left[what] -= amount;
    return this.#left[what] >= 0;
  }
}
