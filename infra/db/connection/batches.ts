/** Most rows in one statement; SQLite takes expressions of up to 1,000 terms. */
const MAX_ROWS = 400;

/**
 * Most UTF-16 code units of text in one statement, if there are several rows: in UTF-8 far less than
 * the 16 MiB that MariaDB takes by default.
 */
const MAX_TEXT = 1_000_000;

/**
 * Cuts rows into parts of a size that any database takes in one statement.
 *
 * @param textOf How much text a row brings, in UTF-16 code units.
 */
export function batches<T>(rows: readonly T[], textOf: (row: T) => number = () => 0): T[][] {
  const all: T[][] = [];
  let text = 0;
  for (const row of rows) {
    const last = all.at(-1);
    text += textOf(row);
    if (last && last.length < MAX_ROWS && text <= MAX_TEXT) {
      last.push(row);
    } else {
      all.push([row]);
      text = textOf(row);
    }
  }
  return all;
}
