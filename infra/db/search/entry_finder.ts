import type { Kysely } from "kysely";
import type { Schema } from "../connection/schema.ts";
import type { WantedToken } from "./search_tokens.ts";

/** Entries to find. */
export type EntryLookup = {
  readonly shelf: string;
  /** At least one; an entry must have them all. */
  readonly tokens: readonly WantedToken[];
  /** Only entries with smaller numbers. */
  readonly after?: number;
  readonly limit: number;
};

/** Numbers of entries, largest first, and where to look on: `null` at the end. */
export type FoundEntries = { readonly numbers: readonly number[]; readonly next: number | null };

/** Finds entries by their tokens, with the means of one database. */
export type EntryFinder = (db: Kysely<Schema>, lookup: EntryLookup) => Promise<FoundEntries>;

/** Of `limit` entries that were wanted. */
export function foundEntries(numbers: readonly number[], limit: number): FoundEntries {
  return { numbers, next: numbers.length < limit ? null : numbers.at(-1) ?? null };
}
