/** How much is kept, in UTF-16 code units. */
export type RecentTextsLimits = {
  readonly all: number;
  /** How much of it one owner may take up; one text in any case. */
  readonly perOwner: number;
};

type Kept = { readonly owner: string; readonly text: string };

/** Texts that were lately asked for, by key. Those of an owner with many or long ones make room for one another. */
export class RecentTexts {
  readonly #limits: RecentTextsLimits;
  /** A map lists its keys in the order they were set, so the first is the one longest not asked for. */
  readonly #kept = new Map<string, Kept>();
  readonly #shares = new Map<string, number>();
  #characters = 0;

  constructor(limits: RecentTextsLimits) {
    this.#limits = limits;
  }

  /** The text, if it is still here. */
  get(key: string): string | undefined {
    return this.#kept.get(key)?.text;
  }

  /** Keeps a text as the one that was asked for last. */
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

  #count({ owner, text }: Kept, sign: 1 | -1): void {
    this.#characters += sign * text.length;
    const share = this.#shareOf(owner) + sign * text.length;
    if (share > 0) this.#shares.set(owner, share);
    else this.#shares.delete(owner);
  }

  #shareOf(owner: string): number {
    return this.#shares.get(owner) ?? 0;
  }
}
