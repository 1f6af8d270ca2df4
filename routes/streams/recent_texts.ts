/** Size of the cache, in UTF-16 code units. */
export type RecentTextsLimits = {
  readonly all: number;
  /** Most that one owner's texts may take up; the newest one always stays. */
  readonly perOwner: number;
};

/** A text, perhaps with more about it. */
type OwnedText = { readonly owner: string; readonly text: string };

/** A cache of recently used texts. Above its share, an owner's texts displace only each other. */
export class RecentTexts<Kept extends OwnedText = OwnedText> {
  readonly #limits: RecentTextsLimits;
  /**
   * A map lists its keys in the order in which they were set: the first is the least recently used.
   */
  readonly #kept = new Map<string, Kept>();
  readonly #shares = new Map<string, number>();
  #characters = 0;

  constructor(limits: RecentTextsLimits) {
    this.#limits = limits;
  }

  /** The text, if it is still cached. */
  get(key: string): Kept | undefined {
    return this.#kept.get(key);
  }

  /** Caches a text as the most recently used one. */
  keep(key: string, kept: Kept): void {
    this.#drop(key);
    this.#kept.set(key, kept);
    this.#count(kept, 1);
    for (const [oldest, { owner }] of this.#kept) {
      if (this.#shareOf(kept.owner) <= this.#limits.perOwner || oldest === key) break;
      if (owner === kept.owner) this.#drop(oldest);
    }
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= this.#limits.all) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (!kept) return;
    this.#kept.delete(key);
    this.#count(kept, -1);
  }

  #count({ owner, text }: OwnedText, sign: 1 | -1): void {
    this.#characters += sign * text.length;
    const share = this.#shareOf(owner) + sign * text.length;
    if (share > 0) this.#shares.set(owner, share);
    else this.#shares.delete(owner);
  }

  #shareOf(owner: string): number {
    return this.#shares.get(owner) ?? 0;
  }
}
