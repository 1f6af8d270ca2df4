import type { MarkdownIt, StateBlock, StateInline, Token } from "markdown-it";

/** Longest formula within text, in UTF-16 code units, so that the search for its end is cheap. */
const MAX_INLINE_LENGTH = 1000;

/** Delimiters of formulas, apart from single dollars. */
const ends = new Map([["$$", "$$"], ["\\[", "\\]"], ["\\(", "\\)"]]);

/**
 * A formula between single dollars, by Pandoc's rule for `tex_math_dollars`: "$5 and $10" is money.
 * Besides, it can't begin after a letter or digit, as in `US$5`, or contain code.
 */
const betweenDollars =
  /(?<![\p{L}\p{N}$])\$(?![\s$])((?:[^\\$`]|\\[^]){1,1000})(?<!\s)\$(?![\d$])/uy;

/**
 * Adds formulas to a parser: `$$…$$` and `\[…\]` on lines of their own (tokens `math_block`) or
 * within text, `\(…\)` and `$…$` within text (`math_inline`). A token's `content` is the TeX;
 * `markup` and `info` are the delimiters before and after it.
 *
 * The first line alone decides whether a block of maths begins, so that a growing text need not be
 * parsed again from further up. The block ends at the latest at a blank line, which TeX doesn't
 * allow either; without its closing delimiter it is a paragraph. With `isGrowing` in the
 * environment, an unfinished formula at the end of the text counts as a formula, with empty `info`,
 * except in lists and quotes, which may end before the text does.
 */
export function addMaths(parser: MarkdownIt): void {
  const alt = ["paragraph", "reference", "blockquote", "list"];
  parser.block.ruler.before("fence", "math_block", parseBlock, { alt });
  parser.inline.ruler.before("escape", "math_inline", parseInline);
  parser.inline.ruler.after("math_inline", "math_dollars", parseDollars);
}

function parseBlock(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false;
  const first = lineAt(state, startLine);
  const begin = first.slice(0, 2);
  const end = begin === "\\(" ? undefined : ends.get(begin);
  if (!end || endsBeforeLineDoes(first, end)) return false;
  if (silent) return true;
  const line = lastLine(state, { startLine, endLine, end });
  const content = state.getLines(startLine, line + 1, state.blkIndent, false).trim();
  const isClosed = content.indexOf(end, 2) === content.length - 2 && content.length >= 4;
  const isAtEnd = line + 1 === endLine && state.level === 0 && !content.slice(2).endsWith(end);
  const isGrowing = isAtEnd && state.env.isGrowing;
  const opening = isClosed
    ? pushMaths(state, { markup: begin, content: content.slice(2, -2), info: end })
    : isGrowing
    ? pushMaths(state, { markup: begin, content: content.slice(2), info: "" })
    : pushParagraph(state, content);
  opening.map = [startLine, line + 1];
  state.line = line + 1;
  return true;
}

function pushMaths(
  state: StateBlock,
  parts: Pick<Token, "markup" | "content" | "info">,
): Token {
  return Object.assign(state.push("math_block", "", 0), parts);
}

function pushParagraph(state: StateBlock, content: string): Token {
  const opening = state.push("paragraph_open", "p", 1);
  Object.assign(state.push("inline", "", 0), { content, children: [] });
  state.push("paragraph_close", "p", -1);
  return opening;
}

/** Whether the formula ends within its first line, before more text. */
function endsBeforeLineDoes(line: string, end: string): boolean {
  const index = line.indexOf(end, 2);
  return index >= 0 && index < line.length - 2;
}

/** The line that ends the formula, or the last one before a blank line. */
function lastLine(
  state: StateBlock,
  { startLine, endLine, end }: { startLine: number; endLine: number; end: string },
): number {
  let line = startLine;
  let text = lineAt(state, line).slice(2);
  while (!text.endsWith(end) && line + 1 < endLine && !state.isEmpty(line + 1)) {
    if (state.sCount[line + 1]! < state.blkIndent) break;
    text = lineAt(state, ++line);
  }
  return line;
}

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]).trimEnd();
}

function parseInline(state: StateInline, silent: boolean): boolean {
  const begin = state.src.slice(state.pos, state.pos + 2);
  const end = ends.get(begin);
  if (!end) return false;
  const rest = state.src.slice(
    state.pos + 2,
    Math.min(state.posMax, state.pos + MAX_INLINE_LENGTH),
  );
  const length = rest.indexOf(end);
  if (length < 1 || rest.slice(0, length).trim() === "") return false;
  if (!silent) pushInline(state, { markup: begin, content: rest.slice(0, length), info: end });
  state.pos += length + 4;
  return true;
}

function parseDollars(state: StateInline, silent: boolean): boolean {
  betweenDollars.lastIndex = state.pos;
  const [formula, content] = betweenDollars.exec(state.src.slice(0, state.posMax)) ?? [];
  if (!formula || !content) return false;
  if (!silent) pushInline(state, { markup: "$", content, info: "$" });
  state.pos += formula.length;
  return true;
}

function pushInline(
  state: StateInline,
  parts: Pick<Token, "markup" | "content" | "info">,
): void {
  Object.assign(state.push("math_inline", "", 0), parts);
}
