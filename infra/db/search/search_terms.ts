import { foldPieces } from "../../../domain/search/folded_text.ts";
import { fnv1a } from "../../hashes/fnv1a.ts";
import type { Lookup } from "../../../domain/search/gateway.ts";
import { searchWords, type WantedWord } from "../../../domain/search/words.ts";

/** Number of shelves per kind: all numbers of four digits in base 36. */
const SHELVES = 36 ** 4;

/** Longest term. InnoDB's default is 84 characters. */
const MAX_TERM_LENGTH = 80;

/** A term that entries must have: only letters, digits and `_`, which no query syntax uses. */
export type WantedTerm = WantedWord;

/**
 * The shelf of a user's titles or messages: a prefix of all their terms, so that the index finds
 * no other user's entries. Two users share a shelf with a chance of 1 in 1,600,000; finds are
 * checked again, so each still gets only their own.
 *
 * @returns Five characters: four for the user, one for the kind.
 */
export function shelfOf(userId: string, kind: Lookup["kind"]): string {
  const owner = (fnv1a(new TextEncoder().encode(userId)) % SHELVES).toString(36).padStart(4, "0");
  return owner + (kind === "title" ? "t" : "m");
}

/**
 * How much of a text is searched, in UTF-16 code units, and how many terms an entry may have.
 * SQLite blocks the process while it stores an entry.
 */
export const MAX_TEXT = 250_000;
const MAX_TERMS = 10_000;

/** The part of a text that is searched: the beginning of a very long one. */
export function searchedText(text: string): string {
  return text.slice(0, MAX_TEXT).toWellFormed();
}

/** The terms of a text, separated by spaces, with a space at both ends; made in small steps. */
export function* termsOf(shelf: string, text: string): Generator<void, string> {
  const terms = new Set<string>();
  let before = "";
  for (const piece of foldPieces(searchedText(text))) {
    for (const word of searchWords(before + piece)) {
      if (terms.size < MAX_TERMS) terms.add(spell(shelf, word));
    }
    if (terms.size >= MAX_TERMS) break;
    // In scripts without spaces two adjacent characters are a word, also across pieces.
    before = piece.slice(-2).toWellFormed();
    yield;
  }
  return ` ${[...terms].join(" ")} `;
}

/** The term of a wanted word, truncated as those of entries are. */
export function wantedTerm(shelf: string, { text, isPrefix }: WantedWord): WantedTerm {
  return { text: spell(shelf, text), isPrefix };
}

/** Characters beyond ASCII become `_` and four digits, so that a prefix stays a prefix. */
function spell(shelf: string, word: string): string {
  let term = shelf;
  for (const character of word) {
    const spelled = /[a-z0-9]/.test(character)
      ? character
      : "_" + character.codePointAt(0)!.toString(36).padStart(4, "0");
    if (term.length + spelled.length > MAX_TERM_LENGTH) break;
    term += spelled;
  }
  return term;
}
