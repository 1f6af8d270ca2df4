import { type Kysely, sql } from "kysely";
import type { Schema } from "../connection/schema.ts";
import { type EntryFinder, foundEntries } from "./entry_finder.ts";
import type { WantedTerm } from "./search_terms.ts";

/** Length of the beginnings that the index has as well: a shelf and two letters. */
const INDEXED_BEGINNING = 7;

/** Most words that stand for their beginning in a query; each is one more list to merge. */
const MAX_WORDS = 128;

/**
 * Finds entries with FTS5, which reads its lists from the newest entry on, as far as needed. For a
 * beginning that has no list of its own it would first read and merge the whole lists of all words
 * that begin so; therefore such a beginning is replaced by those words.
 */
export const findSqliteEntries: EntryFinder = async (db, { terms, after, limit }) => {
  const conditions: string[] = [];
  for (const term of terms) conditions.push(await conditionOf(db, term));
  const query = conditions.join(" AND ");
  const { rows } = await sql<{ number: number }>`
    select rowid as number from search_words
    where search_words match ${query} and rowid < ${after ?? Number.MAX_SAFE_INTEGER}
    order by rowid desc limit ${limit}`.execute(db);
  return foundEntries(rows.map(({ number }) => number), limit);
};

/** A term in FTS5's query syntax: https://sqlite.org/fts5.html#full_text_query_syntax */
async function conditionOf(
  db: Kysely<Schema>,
  { text, isPrefix }: WantedTerm,
): Promise<string> {
  if (!isPrefix) return word(text);
  const words = text.length === INDEXED_BEGINNING ? null : await wordsWith(db, text);
  return words ? `(${words.map(word).join(" OR ")})` : beginning(text);
}

/** All words with this beginning, at least the beginning itself; `null` if there are too many. */
async function wordsWith(db: Kysely<Schema>, beginning: string): Promise<string[] | null> {
  // Reads only the first place of each word: no word has a character before "0" or after "z".
  const { rows } = await sql<{ word: string }>`
    with recursive words (word) as (
      select ${beginning}
      union all
      select (
        select term from search_vocabulary
        where term >= word || '!' and term < ${`${beginning}~`} limit 1
      ) from words where word is not null
    )
    select word from words where word is not null limit ${MAX_WORDS + 1}`.execute(db);
  return rows.length > MAX_WORDS ? null : rows.map(({ word }) => word);
}

function word(text: string): string {
  return `"${text}"`;
}

function beginning(text: string): string {
  return `"${text}"*`;
}
