import type { HLJSApi } from "highlight.js";
import { languageFromInfo } from "./parser.ts";
import { escapeHtml } from "./plain_text.ts";

/**
 * Code is highlighted in pieces of at most so many UTF-16 code units, and pieces with longer lines
 * than this not at all: several of highlight.js's grammars take quadratic time on long runs (5,000 times
 * the letter "a" as Java takes 0.1 s, 50,000 would take 14 s).
 */
const MAX_PIECE = 4000;
const MAX_LINE = 200;

let highlighter: HLJSApi | undefined;

/** Loads the highlighter with its about 40 common languages. */
export async function loadHighlighter(): Promise<void> {
  highlighter ??= (await import("highlight.js/lib/common")).default;
}

/**
 * Code as HTML, with spans of highlight.js's classes where the language is known and the highlighter
 * is loaded.
 *
 * @param code The code.
 * @param info What the fence says about it.
 */
export function highlightCode(code: string, info: string): string {
  const language = languageFromInfo(info);
  const hljs = highlighter;
  if (!hljs?.getLanguage(language)) return escapeHtml(code);
  return piecesOf(code).map((piece) =>
    hasLongLine(piece)
      ? escapeHtml(piece)
      : hljs.highlight(piece, { language, ignoreIllegals: true }).value
  ).join("");
}

/** Cuts code at blank lines where it can, at line ends else. */
function piecesOf(code: string): string[] {
  const pieces = [];
  for (let from = 0; from < code.length;) {
    const piece = code.slice(from, from + MAX_PIECE);
    const isLast = from + piece.length === code.length;
    const end = isLast ? 0 : piece.lastIndexOf("\n\n") + 1 || piece.lastIndexOf("\n") + 1;
    pieces.push(end > 0 ? piece.slice(0, end) : piece);
    from += end || piece.length;
  }
  return pieces;
}

function hasLongLine(piece: string): boolean {
  return piece.split("\n").some(({ length }) => length > MAX_LINE);
}
