/**
 * Maximum number of rows in one statement, or of statements that MySQL gets together; SQLite takes
 * expressions of up to 1,000 terms.
 */
const MAX_ROWS = 400;

/**
 * Maximum length of the text in a statement with several rows, or in several statements that MySQL
 * gets together, in UTF-16 code units: in UTF-8 far less than the 16 MiB that MariaDB takes by
 * default.
 */
const MAX_TEXT = 1_000_000;

/**
 * Splits rows into batches that every supported database takes in one statement.
 *
 * @param textLength Length of a row's text, in UTF-16 code units.
 * @param maxText Maximum length of all text in a batch that has several rows.
 */
export function batches<T>(
  rows: readonly T[],
  textLength: (row: T) => number = () => 0,
  maxText: number = MAX_TEXT,
): T[][] {
  const all: T[][] = [];
  let text = 0;
  for (const row of rows) {
    const last = all.at(-1);
    text += textLength(row);
    if (last && last.length < MAX_ROWS && text <= maxText) {
      last.push(row);
    } else {
      all.push([row]);
      text = textLength(row);
    }
  }
  return all;
}
