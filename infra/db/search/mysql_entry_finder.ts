import { type Kysely, type RawBuilder, sql } from "kysely";
import { type EntryFinder, type EntryLookup, foundEntries } from "./entry_finder.ts";
import type { Schema } from "../connection/schema.ts";
import type { WantedTerm } from "./search_terms.ts";

/**
 * How many of the newest entries are scanned before the index is used. The scan takes 8 ms, and is
 * enough when one in eighty entries matches. InnoDB's index takes 8 µs for every match, needed or
 * not.
 */
const READ_FIRST = 4_000;

/**
 * Finds entries by scanning the words of the newest, and the others with InnoDB's full text index.
 *
 * @param hasFullText Whether the server has that index; without it all words are scanned.
 */
export function mysqlEntryFinder(hasFullText: () => Promise<boolean>): EntryFinder {
  return async (db, lookup) => {
    const { shelf, terms, after, limit } = lookup;
    if (!await hasFullText()) {
      return foundEntries(await numbers(db, lookup, hasTerms(terms)), limit);
    }
    const boundary = await boundaryOf(db, { shelf, after });
    const newest = await numbers(db, { ...lookup, from: boundary }, hasTerms(terms));
    if (boundary === undefined || newest.length === limit) return foundEntries(newest, limit);
    const rest = { ...lookup, after: boundary, limit: limit - newest.length };
    const older = await numbers(db, rest, matches(terms));
    return foundEntries([...newest, ...older], limit);
  };
}

/** Whether the server has the full text index that the schema asks for. */
export async function probeFullText(db: Kysely<Schema>): Promise<boolean> {
  try {
    await sql`select 1 from search_entries where ${matches([{ text: "none", isPrefix: false }])}
      limit 1`.execute(db);
    return true;
  } catch (error) {
    // TiDB, for one, ignores the index in the schema, and then refuses the query.
    if (isRefusedStatement(error)) return false;
    throw error;
  }
}

/** Whether the SQL state is that of a refused statement; a lost connection has no such state. */
function isRefusedStatement(error: unknown): boolean {
  const { sqlState } = error as { sqlState?: string };
  return sqlState !== undefined && /^(42|HY)/.test(sqlState);
}

/** The smallest number among the newest entries to scan; `undefined` when that is all entries. */
async function boundaryOf(
  db: Kysely<Schema>,
  { shelf, after }: Pick<EntryLookup, "shelf" | "after">,
): Promise<number | undefined> {
  let boundary = db.selectFrom("search_entries").select("id").where("shelf", "=", shelf)
    .orderBy("id", "desc").limit(1).offset(READ_FIRST);
  if (after !== undefined) boundary = boundary.where("id", "<", after);
  const row = await boundary.executeTakeFirst();
  return row && row.id + 1;
}

/** Entries with smaller numbers than `after`, and none smaller than `from`. */
async function numbers(
  db: Kysely<Schema>,
  { shelf, after, from, limit }: EntryLookup & { readonly from?: number },
  condition: RawBuilder<boolean>,
): Promise<number[]> {
  let entries = db.selectFrom("search_entries").select("id")
    .where("shelf", "=", shelf).where(condition)
    .orderBy("id", "desc").limit(limit);
  if (after !== undefined) entries = entries.where("id", "<", after);
  if (from !== undefined) entries = entries.where("id", ">=", from);
  return (await entries.execute()).map((row) => row.id);
}

function hasTerms(terms: readonly WantedTerm[]): RawBuilder<boolean> {
  const conditions = terms.map(({ text, isPrefix }) =>
    sql`instr(words, ${` ${text}${isPrefix ? "" : " "}`}) > 0`
  );
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

/**
 * Asks the index for the longest term only, which is probably the rarest, and scans the words of
 * its matches. Asked for more, the index would read all entries of every term, and nearly all
 * entries contain a short prefix.
 */
function matches(terms: readonly WantedTerm[]): RawBuilder<boolean> {
  const [longest, ...others] = terms.toSorted((a, b) => b.text.length - a.text.length);
  const query = `+${longest!.text}${longest!.isPrefix ? "*" : ""}`;
  const match = sql<boolean>`match (words) against (${query} in boolean mode)`;
  return others.length === 0 ? match : sql<boolean>`${match} and ${hasTerms(others)}`;
}
