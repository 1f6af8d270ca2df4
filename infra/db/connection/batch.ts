/** A value of a statement. Booleans are 0 or 1, times are milliseconds since 1970. */
export type SqlValue = string | number | null;

/** A statement of a batch, written out in SQL. */
export type Statement<Refusal extends string = never> = {
  /** With a `?` for each value. Always the same text, so that it is prepared once. */
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /**
   * What must come of the statement: that it reads a row, or changes one (an update counts the rows
   * it finds, changed or not). If it doesn't, the whole batch is refused for this reason.
   */
  readonly must?: { readonly be: "found" | "changed"; readonly else: Refusal };
};

/** The rows that a statement read; none for one that writes. */
export type BatchRows = readonly Readonly<Record<string, SqlValue>>[];

/**
 * What came of a batch: the rows of each statement, in order, once all is committed; or why it was
 * refused, and nothing is changed.
 */
export type BatchResult<Refusal extends string> =
  | { readonly refused: null; readonly rows: readonly BatchRows[] }
  | { readonly refused: Refusal };

/** What came of a statement. */
export type StatementResult = {
  readonly rows: BatchRows;
  /** How many rows it changed; an update counts those it found. */
  readonly changed: number;
};

/** Why a statement with this result refuses its batch; `null` if it doesn't. */
export function refusalOf<Refusal extends string>(
  { must }: Statement<Refusal>,
  { rows, changed }: Pick<StatementResult, "changed"> & { readonly rows: readonly unknown[] },
): Refusal | null {
  if (!must) return null;
  return (must.be === "found" ? rows.length : changed) === 0 ? must.else : null;
}
