import type { HLJSApi } from "highlight.js";
import { languageFromInfo } from "./parser.ts";
import { escapeHtml } from "./plain_text.ts";

/**
 * Code is highlighted in pieces of at most `MAX_PIECE` UTF-16 code units; a piece with a line
 * longer than `MAX_LINE` stays plain. Several grammars of highlight.js take quadratic time on long
 * runs: as Java, 5,000 times the letter "a" takes 0.1 s, and 50,000 would take 14 s.
 */
const MAX_PIECE = 4000;
const MAX_LINE = 200;

let highlighter: HLJSApi | undefined;

/** Loads highlight.js with about 40 common languages. */
export async function loadHighlighter(): Promise<void> {
  highlighter ??= (await import("highlight.js/lib/common")).default;
}

/**
 * Renders code as HTML, with the classes of highlight.js if it is loaded and knows the language.
 *
 * @param info The fence's info string; its first word is the language.
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

/** Cuts code at blank lines if possible, otherwise at line ends. */
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
