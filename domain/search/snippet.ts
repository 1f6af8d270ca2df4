import { cutPlace } from "../characters.ts";
import { foldText, foldWithPositions } from "./folded_text.ts";
import { findTerm, type SearchQuery, type TermPlace } from "./query.ts";

/** A piece of a snippet. */
export type SnippetPart = {
  readonly text: string;
  /** Whether it matches the query. */
  readonly isMatch: boolean;
};

/** Characters of a line shown before the first match, and in total. */
const BEFORE = 40;
const LENGTH = 160;

/** Most characters treated as one line, so that a text without line breaks takes no longer. */
const PIECE = 4_000;
const OVERLAP = 400;

/**
 * The line of a text that matches a query, cut to length, split into matches and the text between.
 */
export function cutSnippet(text: string, query: SearchQuery): SnippetPart[] {
  const line = matchingLine(text, query).trim();
  const { text: folded, positions } = foldWithPositions(line);
  const places = query.flatMap((term) => [...findTerm(folded, term)])
    .map(({ start, end }) => ({ start: positions[start]!, end: positions[end]! }))
    .sort((a, b) => a.start - b.start);
  return partsOf(line, places);
}

/**
 * The first line with all terms, or else the first line with most of them; of a long line, a piece.
 */
function matchingLine(text: string, query: SearchQuery): string {
  let best = { line: "", terms: -1 };
  for (const line of linesOf(text)) {
    if (line.trim() === "") continue;
    const folded = foldText(line);
    const terms = query.filter((term) => !findTerm(folded, term).next().done).length;
    if (terms === query.length) return line;
    if (terms > best.terms) best = { line, terms };
  }
  return best.line;
}

/**
 * Splits long lines into pieces, which overlap so that a match at a border keeps its surroundings.
 */
function* linesOf(text: string): Iterable<string> {
  for (const line of text.split("\n")) {
    for (let from = 0; from === 0 || from < line.length - OVERLAP; from += PIECE - OVERLAP) {
      yield line.slice(cutPlace(line, from), cutPlace(line, from + PIECE));
    }
  }
}

function partsOf(line: string, places: readonly TermPlace[]): SnippetPart[] {
  const from = startOf(line, places[0]?.start ?? 0);
  const to = endOf(line, from + LENGTH);
  const parts: SnippetPart[] = [];
  const add = (text: string, isMatch: boolean) => {
    if (text !== "") parts.push({ text, isMatch });
  };
  let done = from;
  if (from > 0) add("…", false);
  for (const { start, end } of places) {
    if (start < done || start >= to) continue;
    add(line.slice(done, start), false);
    done = Math.min(end, to);
    add(line.slice(start, done), true);
  }
  add(line.slice(done, to) + (to < line.length ? "…" : ""), false);
  return parts;
}

/** Where the snippet begins, shortly before the match: at a word if possible. */
function startOf(line: string, match: number): number {
  if (match <= BEFORE) return 0;
  const space = line.indexOf(" ", match - BEFORE);
  return space >= 0 && space < match ? space + 1 : cutPlace(line, match - BEFORE);
}

function endOf(line: string, end: number): number {
  return end >= line.length ? line.length : cutPlace(line, end);
}
