import { cutPlace } from "../characters.ts";

// Scripts that are written without spaces. Finding words in them would take a dictionary.
const spaceless = String
  .raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}ー]`;

const wordPattern = new RegExp(
  String.raw`(?<run>${spaceless}+)|[[\p{L}\p{N}\p{M}]--${spaceless}]+|[\p{S}--\p{ASCII}]`,
  "gv",
);

const startsLikeWord = new RegExp(String.raw`^[[\p{L}\p{N}\p{M}]--${spaceless}]`, "v");

/**
 * The words under which a folded text is indexed, each once: words and numbers, every symbol beyond
 * ASCII (emoji, currencies), and for scripts without spaces every pair of adjacent characters and
 * the last character.
 */
export function searchWords(folded: string): Set<string> {
  const words = new Set<string>();
  for (const match of folded.matchAll(wordPattern)) {
    if (match.groups?.run === undefined) words.add(match[0]);
    else for (const pair of pairsOf(match[0])) words.add(pair);
  }
  return words;
}

/** A word that a text must have. */
export type WantedWord = {
  readonly text: string;
  /** Whether a longer word that begins with it matches, too. */
  readonly isPrefix: boolean;
};

/**
 * Words that every text with this folded term has. The term may end within a word. A single letter
 * that may be the beginning of a word is left out, unless the term has nothing else.
 */
export function wantedWords(term: string): WantedWord[] {
  const wanted: WantedWord[] = [];
  for (const match of term.matchAll(wordPattern)) {
    const [word] = match;
    if (match.groups?.run !== undefined) {
      const pairs = pairsOf(word);
      if (pairs.length === 1) wanted.push({ text: word, isPrefix: true });
      else pairs.slice(0, -1).forEach((text) => wanted.push({ text, isPrefix: false }));
      continue;
    }
    const mayGoOn = match.index + word.length === term.length && startsLikeWord.test(word);
    if (!mayGoOn) wanted.push({ text: word, isPrefix: false });
    else if (canBePrefix(word)) wanted.push({ text: word, isPrefix: true });
    else if (wanted.length === 0) wanted.push({ text: word, isPrefix: false });
  }
  return wanted;
}

/**
 * Whether a word also matches longer words. A single letter doesn't: half of all texts have a word
 * that begins with it.
 */
export function canBePrefix(word: string): boolean {
  return startsLikeWord.test(word) && [...word].length > 1;
}

/** Whether this position of a folded text is inside a word. */
export function isWithinWord(folded: string, place: number): boolean {
  return place > 0 && startsLikeWord.test(folded.slice(cutPlace(folded, place - 1), place)) &&
    startsLikeWord.test(folded.slice(place, place + 2));
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  return characters.map((character, i) => character + (characters[i + 1] ?? ""));
}
