import { quantile } from "./quantile.ts";

/** The figures of some subjects in each round, by the subject's name. */
export type Rounds = ReadonlyMap<string, readonly Figures[]>;

/** The figures of one subject in one round, in the order of the table's columns. */
export type Figures = readonly number[];

/** How many rounds to measure. */
export type RoundCounts = {
  readonly rounds: number;
  /** Rounds before those, in which code is compiled and caches are filled; 1 by default. */
  readonly warmUp?: number;
};

/**
 * Measures subjects in turn, so that a busy moment of the machine meets all of them. Every other
 * round goes backwards, since what runs after a heavy subject may pay for it.
 */
export async function inRounds<S extends { readonly name: string }>(
  { rounds, warmUp = 1 }: RoundCounts,
  subjects: readonly S[],
  measure: (subject: S) => Promise<Figures>,
): Promise<Rounds> {
  const measured = new Map(subjects.map(({ name }) => [name, [] as Figures[]]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const figures = await measure(subject);
      if (round >= 0) measured.get(subject.name)!.push(figures);
    }
  }
  return measured;
}

/** The median of a subject's figure; `NaN` if there is no such subject. */
export function medianOf(rounds: Rounds, name: string, column = 0): number {
  return quantile((rounds.get(name) ?? []).map((figures) => figures[column]!), 0.5);
}

/**
 * How many times another subject's figure a subject's is: the median of the ratios within each
 * round, whose figures were taken one right after the other. `NaN` if one has no figures.
 */
export function ratioOf(rounds: Rounds, names: readonly [string, string], column = 0): number {
  const [own, base] = names.map((name) => rounds.get(name) ?? []);
  return quantile(own!.map((figures, i) => figures[column]! / (base![i]?.[column] ?? NaN)), 0.5);
}
