/** Digits of a stamp in base 36. */
const DIGITS = 6;

const STAMP = /Z([0-9A-Z]{6})Z/g;

/** The time in tenths of a millisecond, the same in all processes, as far as a stamp has digits. */
function now(): number {
  const tenths = Math.round((performance.timeOrigin + performance.now()) * 10);
  return tenths % 36 ** DIGITS;
}

/** A short word that is the present time. */
export function makeStamp(): string {
  return `Z${now().toString(36).toUpperCase().padStart(DIGITS, "0")}Z`;
}

/** Reads the stamps in the growing text of an answer, of which a read may repeat some. */
export class StampReader {
  /** How old each stamp was when it was read first, in milliseconds. */
  readonly ages: number[] = [];
  /** Milliseconds between two reads that brought new stamps. */
  readonly gaps: number[] = [];
  #last = -1;
  #readAt = NaN;

  read(text: string): void {
    const stamps = [...text.matchAll(STAMP)].map(([, digits]) => parseInt(digits!, 36));
    const fresh = stamps.filter((stamp) => stamp > this.#last);
    if (fresh.length === 0) return;
    const time = now();
    this.ages.push(...fresh.map((stamp) => (time - stamp) / 10));
    this.#last = Math.max(...fresh);
    const at = performance.now();
    if (!Number.isNaN(this.#readAt)) this.gaps.push(at - this.#readAt);
    this.#readAt = at;
  }
}
