import { invalidArgument } from "../app_error.ts";
import { said } from "../said.ts";
import { foldText } from "./folded_text.ts";
import { canBePrefix, isWithinWord, type WantedWord, wantedWords } from "./words.ts";

/** Most UTF-16 code units in a query. */
export const MAX_QUERY_LENGTH = 200;

/** Most terms in a query. */
export const MAX_QUERY_TERMS = 10;

/** A part of a query: what stands between spaces, or a phrase in quotation marks. */
export type SearchTerm = {
  /** As it was typed. */
  readonly text: string;
  /** As it is compared with texts. */
  readonly folded: string;
  /** Words that every text with this term has; none when the term is only punctuation. */
  readonly words: readonly WantedWord[];
};

/** A query: it matches texts that have every one of its terms. Never empty. */
export type SearchQuery = readonly [SearchTerm, ...SearchTerm[]];

/**
 * Parses what was typed into a search field. The only syntax is pairs of quotation marks, which
 * keep a phrase together.
 *
 * @returns `null` when there is nothing to search for.
 * @throws {AppError} `invalid_argument` on field `q` when it is too long or has too many terms.
 */
export function parseSearchQuery(typed: string): SearchQuery | null {
  const text = typed.toWellFormed().trim();
  if (text.length > MAX_QUERY_LENGTH) {
    throw invalidArgument(
      "q",
      said`Cannot search for ${text.length} characters; at most ${MAX_QUERY_LENGTH} are allowed`,
    );
  }
  const [first, ...rest] = termsOf(text);
  if (!first) return null;
  if (rest.length >= MAX_QUERY_TERMS) {
    throw invalidArgument(
      "q",
      said`Cannot search for ${rest.length + 1} words; at most ${MAX_QUERY_TERMS} are allowed`,
    );
  }
  return [first, ...rest];
}

function termsOf(text: string): SearchTerm[] {
  const terms = text.matchAll(/["“”„«](?<phrase>[^"“”„«»]*)["“”»]|[^\s"“”„«»]+|["“”„«»]/g)
    .map((match) => (match.groups?.phrase ?? match[0]).trim().replace(/\s+/g, " "))
    .map((text) => ({ text, folded: foldText(text).trim() }))
    .filter(({ folded }) => folded !== "")
    .map((term) => ({ ...term, words: wantedWords(term.folded) }))
    .toArray();
  // A single quotation mark beside words is a typo.
  const worded = terms.filter(({ text, words }) => words.length > 0 || !/^["“”„«»]$/.test(text));
  const unique = new Map((worded.length > 0 ? worded : terms).map((term) => [term.folded, term]));
  return [...unique.values()];
}

/** Where a term is in a folded text: `start` and `end` in UTF-16 code units, left to right. */
export type TermPlace = { readonly start: number; readonly end: number };

/**
 * Finds a term in a folded text: at the beginning of a word, or anywhere if it begins with a symbol
 * or in a script without spaces.
 */
export function* findTerm(folded: string, term: SearchTerm): Generator<TermPlace> {
  const { length } = term.folded;
  const isWhole = !canBePrefix(term.folded);
  for (let start = -1; (start = folded.indexOf(term.folded, start + 1)) >= 0;) {
    if (isWithinWord(folded, start)) continue;
    if (isWhole && isWithinWord(folded, start + length)) continue;
    yield { start, end: start + length };
  }
}

/** Whether a text has every term of a query. */
export function matchesQuery(text: string, query: SearchQuery): boolean {
  const folded = foldText(text);
  return query.every((term) => !findTerm(folded, term).next().done);
}
