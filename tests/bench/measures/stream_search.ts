const FIRST = 200;
const MOST = 1_600;

/** How often the search halves its interval, which sets its precision: an eighth. */
const HALVINGS = 3;

/** Failures in a row that count: a busy moment of the machine is none of the server's. */
const FAILURES = 2;

/** Searches for the greatest number of streams: doubles until it is too many, then halves. */
export class StreamSearch {
  #enough = 0;
  #tooMany: number | null = null;
  #halvings = 0;
  #failures = 0;

  /** The number to try next. */
  next = FIRST;

  /** The greatest number that was kept up with so far. */
  get enough(): number {
    return this.#enough;
  }

  get isOver(): boolean {
    return this.#enough >= MOST || this.#halvings > HALVINGS;
  }

  /** Takes the result of the last try. */
  note(isEnough: boolean): void {
    if (!isEnough && ++this.#failures < FAILURES) return;
    this.#failures = 0;
    if (isEnough) this.#enough = this.next;
    else this.#tooMany = this.next;
    if (this.#tooMany !== null) this.#halvings++;
    this.next = this.#tooMany === null
      ? 2 * this.#enough
      : Math.round((this.#enough + this.#tooMany) / 2);
  }
}
