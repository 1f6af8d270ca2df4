import { type Kysely, type RawBuilder, sql } from "kysely";
import { type EntryFinder, type EntryLookup, foundEntries } from "./entry_finder.ts";
import type { Schema } from "../connection/schema.ts";
import type { WantedTerm } from "./search_terms.ts";

/**
 * How many of the newest entries are scanned before the index is used; the second number only when
 * the first ones have some of the matches. InnoDB's index takes 3 to 8 µs for every match, needed or
 * not, and a scan 1 to 2 µs for every entry.
 */
const SCANS = [250, 3_750];

/**
 * Finds entries by scanning the words of the newest, and the others with InnoDB's full text index.
 *
 * @param hasFullText Whether the server has that index; without it all words are scanned.
 */
export function mysqlEntryFinder(hasFullText: () => Promise<boolean>): EntryFinder {
  return async (db, lookup) => {
    const { terms, limit } = lookup;
    if (!await hasFullText()) {
      return foundEntries(await numbers(db, lookup, hasTerms(terms)), limit);
    }
    const found: number[] = [];
    let { after } = lookup;
    for (const count of SCANS) {
      const rest = { ...lookup, after, limit: limit - found.length };
      const { newest, boundary } = await scan(db, rest, count);
      found.push(...newest);
      if (found.length === limit || boundary === undefined) return foundEntries(found, limit);
      after = boundary;
      if (found.length === 0) break;
    }
    const rest = { ...lookup, after, limit: limit - found.length };
    return foundEntries([...found, ...await numbers(db, rest, matches(terms))], limit);
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

/**
 * Scans the next entries of a shelf.
 *
 * @param count How many.
 * @returns Those with the terms, and the smallest number that was scanned; `undefined` at the end.
 */
async function scan(
  db: Kysely<Schema>,
  lookup: EntryLookup,
  count: number,
): Promise<{ newest: number[]; boundary: number | undefined }> {
  const next = shelfEntries(db, lookup);
  // Asked for numbers from the boundary on, MariaDB may read the whole shelf.
  const rows = await db.selectFrom(next.limit(count).as("next"))
    .innerJoin("search_entries as e", "e.id", "next.id").select("e.id")
    .where(hasTerms(lookup.terms)).orderBy("next.id", "desc").limit(lookup.limit).execute();
  const newest = rows.map((row) => row.id);
  if (newest.length === lookup.limit) return { newest, boundary: undefined };
  const last = await next.limit(1).offset(count - 1).executeTakeFirst();
  return { newest, boundary: last?.id };
}

async function numbers(
  db: Kysely<Schema>,
  lookup: EntryLookup,
  condition: RawBuilder<boolean>,
): Promise<number[]> {
  const rows = await shelfEntries(db, lookup).where(condition).limit(lookup.limit).execute();
  return rows.map((row) => row.id);
}

/** The numbers of a shelf's entries that are smaller than `after`, largest first. */
function shelfEntries(db: Kysely<Schema>, { shelf, after }: EntryLookup) {
  return db.selectFrom("search_entries").select("id").where("shelf", "=", shelf)
    .where("id", "<", after ?? Number.MAX_SAFE_INTEGER).orderBy("id", "desc");
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
