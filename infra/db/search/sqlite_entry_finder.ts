import { sql } from "kysely";
import { type EntryFinder, foundEntries } from "./entry_finder.ts";

/** Finds entries with FTS5, which reads its lists from the newest entry on, as far as needed. */
export const findSqliteEntries: EntryFinder = async (db, { terms, after, limit }) => {
  // https://sqlite.org/fts5.html#full_text_query_syntax
  const query = terms.map(({ text, isPrefix }) => `"${text}"${isPrefix ? "*" : ""}`).join(" ");
  const { rows } = await sql<{ number: number }>`
    select rowid as number from search_words
    where search_words match ${query} and rowid < ${after ?? Number.MAX_SAFE_INTEGER}
    order by rowid desc limit ${limit}`.execute(db);
  return foundEntries(rows.map(({ number }) => number), limit);
};
