import type { Subject } from "./bench.ts";
import { figure, printTable, ratio, type Row } from "./table.ts";

/** The figures of each subject, by its name; the first figure is compared. */
export type Figures = ReadonlyMap<string, readonly number[]>;

/** A table of figures by subject. */
export type SubjectTable = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly subjects: readonly Subject[];
  readonly figures: Figures;
  /** Digits after the point; 1 by default. */
  readonly digits?: number;
};

/** The subject that all others are compared with. */
const RELAY = "bare relay";

/** Prints figures with their ratios to those of the relay and of the subject's own floor. */
export function printSubjects({ title, columns, subjects, figures, digits }: SubjectTable): void {
  const first = (name: string | null) => figures.get(name ?? "")?.[0];
  const rows = subjects.map(({ name, floor }): Row => {
    const own = figures.get(name) ?? [];
    const floorRatio = floor === null || floor === RELAY ? "" : ratio(own[0] ?? NaN, first(floor));
    const relayRatio = name === RELAY ? "" : ratio(own[0] ?? NaN, first(RELAY));
    return { name, cells: [...own.map((value) => figure(value, digits)), relayRatio, floorRatio] };
  });
  printTable({ title, columns: [...columns, "to relay", "to grpc-js"], rows });
}
