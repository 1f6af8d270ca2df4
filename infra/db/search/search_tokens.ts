import { foldPieces } from "../../../domain/search/folded_text.ts";
import { fnv1a } from "../../hashes/fnv1a.ts";
import type { Lookup } from "../../../domain/search/gateway.ts";
import { searchWords, type WantedWord } from "../../../domain/search/words.ts";

/** How many shelves there are of a kind: as many as four digits of base 36 name. */
const SHELVES = 36 ** 4;

/** Longest token. InnoDB's default is 84 characters. */
const MAX_TOKEN = 80;

/** A token that entries must have: letters, digits and `_` alone, which are syntax nowhere. */
export type WantedToken = WantedWord;

/**
 * The shelf of a user's titles or messages. Users may share one, as two in 1,600,000 do; what is
 * found is theirs all the same, since finds are checked.
 *
 * @returns Five characters: four that stand for the user, one for the kind.
 */
export function shelfOf(userId: string, kind: Lookup["kind"]): string {
  const owner = (fnv1a(new TextEncoder().encode(userId)) % SHELVES).toString(36).padStart(4, "0");
  return owner + (kind === "title" ? "t" : "m");
}

/**
 * Most UTF-16 code units of a text that are searched, and most tokens of an entry. Storing those takes a
 * database in this process its time at once.
 */
const MAX_TEXT = 250_000;
const MAX_TOKENS = 10_000;

/** What of a text is searched: its beginning, where it is very long. */
export function searchedText(text: string): string {
  return text.slice(0, MAX_TEXT).toWellFormed();
}

/** The tokens of a text, between spaces, with one at either end, made in small steps. */
export function* tokensOf(shelf: string, text: string): Generator<void, string> {
  const tokens = new Set<string>();
  let before = "";
  for (const piece of foldPieces(searchedText(text))) {
    for (const word of searchWords(before + piece)) {
      if (tokens.size < MAX_TOKENS) tokens.add(spell(shelf, word));
    }
    if (tokens.size >= MAX_TOKENS) break;
    // Of scripts without spaces, two characters in a row are a word, also across pieces.
    before = piece.slice(-2).toWellFormed();
    yield;
  }
  return ` ${[...tokens].join(" ")} `;
}

/** The token of a wanted word. One that is too long is cut as those of entries are. */
export function wantedToken(shelf: string, { text, isPrefix }: WantedWord): WantedToken {
  return { text: spell(shelf, text), isPrefix };
}

/** Characters beyond ASCII become `_` and four digits, so that beginnings stay beginnings. */
function spell(shelf: string, word: string): string {
  let token = shelf;
  for (const character of word) {
    const spelled = /[a-z0-9]/.test(character)
      ? character
      : "_" + character.codePointAt(0)!.toString(36).padStart(4, "0");
    if (token.length + spelled.length > MAX_TOKEN) break;
    token += spelled;
  }
  return token;
}
