/** A row of a table: its name and its cells. */
export type Row = { readonly name: string; readonly cells: readonly string[] };

/** A table for the terminal. */
export type Table = {
  readonly title: string;
  /** Heads of the columns, except the column of names. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
};

/** Widest name that fits, in characters. */
const NAME = 44;

/** Prints a table. */
export function printTable({ title, columns, rows }: Table): void {
  const widths = columns.map((column) => Math.max(9, column.length) + 2);
  const line = (name: string, cells: readonly string[]) =>
    name.padEnd(NAME) + cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join("");
  console.log(`\n${title}`);
  console.log(line("", columns));
  for (const { name, cells } of rows) console.log(line(`  ${name}`, cells));
}

/** A figure as text, or a dash for none. @param digits Number of decimals. */
export function figure(value: number, digits = 1): string {
  return Number.isFinite(value) ? value.toFixed(digits) : "–";
}

/** A ratio as text; empty if it is none. */
export function ratio(value: number): string {
  return Number.isFinite(value) ? `${figure(value, 2)} ×` : "";
}
