import { medianOf, ratioOf, type Rounds } from "./rounds.ts";
import { grpcFloors, RELAY } from "./subjects.ts";
import { figure, printTable, ratio, type Row } from "./table.ts";
import { besideName } from "./trees.ts";

/** What was measured, and what was hoped for. */
export type Measured = {
  readonly title: string;
  /** Heads of the figures' columns; the first figure is compared. */
  readonly columns: readonly string[];
  readonly rounds: Rounds;
  /** The subject that the others are compared with; by default the relay. */
  readonly base?: string;
  /** Digits after the point; 1 by default. */
  readonly digits?: number;
  readonly goals?: readonly Goal[];
};

/** The greatest or least figure of a subject that is good enough. */
export type Goal = {
  readonly name: string;
  readonly subject: string;
  /** The figure's column; 0 by default. */
  readonly column?: number;
  /** The subject whose figure is the unit of the limit; without it the figure itself is limited. */
  readonly base?: string;
} & ({ readonly atMost: number } | { readonly atLeast: number });

/** Prints what was measured, and in the end whether the goals are met. */
export class Report {
  readonly #goals: Row[] = [];
  #hasBeside = false;

  /** Prints medians, with their ratios to the base, to bare grpc-js and to the other tree's. */
  add(measured: Measured): void {
    const { title, columns, rounds, base = RELAY, digits } = measured;
    const names = [...rounds.keys()];
    const hasFloors = names.some((name) => grpcFloors.has(name));
    const hasBeside = names.some((name) => rounds.has(besideName(name)));
    const rows = names.map((name): Row => {
      const to = (other: string) => name === other ? "" : ratio(ratioOf(rounds, [name, other]));
      const cells = columns.map((_, column) => figure(medianOf(rounds, name, column), digits));
      if (rounds.has(base)) cells.push(to(base));
      if (hasFloors) cells.push(to(grpcFloors.get(name) ?? ""));
      if (hasBeside) cells.push(to(besideName(name)));
      return { name, cells };
    });
    const floors = hasFloors ? ["to grpc-js"] : [];
    const beside = hasBeside ? ["to beside"] : [];
    const bases = rounds.has(base) ? [`to ${base}`] : [];
    printTable({ title, columns: [...columns, ...bases, ...floors, ...beside], rows });
    for (const goal of measured.goals ?? []) this.#addGoal(measured, goal);
    this.#hasBeside ||= hasBeside;
  }

  /** Prints the goals of everything that was added. */
  printGoals(): void {
    if (this.#goals.length === 0) return;
    const columns = ["base", "Parley", "ratio", "goal", "met"];
    const beside = this.#hasBeside ? ["beside", "to beside"] : [];
    printTable({ title: "Goals", columns: [...columns, ...beside], rows: this.#goals });
  }

  #addGoal({ rounds, digits = 1 }: Measured, goal: Goal): void {
    const { name, subject, base, column } = goal;
    // It was not measured this time.
    if (!rounds.has(subject)) return;
    const own = medianOf(rounds, subject, column);
    const ownRatio = base === undefined ? NaN : ratioOf(rounds, [subject, base], column);
    const reached = base === undefined ? own : ownRatio;
    const [sign, limit, isMet] = "atMost" in goal
      ? ["≤", goal.atMost, reached <= goal.atMost] as const
      : ["≥", goal.atLeast, reached >= goal.atLeast] as const;
    const other = besideName(subject);
    const cells = [
      base === undefined ? "" : figure(medianOf(rounds, base, column), digits),
      figure(own, digits),
      ratio(ownRatio),
      `${sign} ${+limit.toFixed(2)}${base === undefined ? "" : " ×"}`,
      isMet ? "yes" : "no",
      rounds.has(other) ? figure(medianOf(rounds, other, column), digits) : "",
      rounds.has(other) ? ratio(ratioOf(rounds, [subject, other], column)) : "",
    ];
    this.#goals.push({ name, cells });
  }
}
