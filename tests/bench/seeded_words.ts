/** Repeatable random words as common as a language's: the n-th has a share of one in n. */
export class SeededWords {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** This many words, of 20,000 called `w1`, the most common one, to `w20000`. */
  text(count: number): string {
    return Array.from({ length: count }, () => `w${this.#rank()}`).join(" ");
  }

  #rank(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.max(1, Math.floor(Math.exp((this.#state / 2 ** 32) * Math.log(20_000))));
  }
}
