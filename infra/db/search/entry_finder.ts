import type { Kysely } from "kysely";
import type { Schema } from "../connection/schema.ts";
import type { WantedTerm } from "./search_terms.ts";

/** Which entries to find. */
export type EntryLookup = {
  readonly shelf: string;
  /** At least one; an entry must have all of them. */
  readonly terms: readonly WantedTerm[];
  /** Only entries with smaller numbers. */
  readonly after?: number;
  readonly limit: number;
};

/** Numbers of entries, largest first; `next` is where to continue, or `null` at the end. */
export type FoundEntries = { readonly numbers: readonly number[]; readonly next: number | null };

/** Finds entries by their terms, with one database's full-text search. */
export type EntryFinder = (db: Kysely<Schema>, lookup: EntryLookup) => Promise<FoundEntries>;

/** The result of a search for `limit` entries: fewer mean that there are no more. */
export function foundEntries(numbers: readonly number[], limit: number): FoundEntries {
  return { numbers, next: numbers.length < limit ? null : numbers.at(-1) ?? null };
}
