import type { MarkdownIt, StateBlock, StateCore, StateInline } from "markdown-it";
import { environmentOf } from "./environment.ts";
import { footnoteRules, gatherFootnotes, keyOf } from "./footnote_list.ts";

/** What a definition begins with. Labels have no spaces, as in GitHub's Markdown. */
const DEFINITION = /^\[\^([^\s[\]]{1,100})\]:[ \t]*/;

const REFERENCE = /\[\^([^\s[\]]{1,100})\]/y;

/** Longest beginning of a definition, in UTF-16 code units; spaces after it are part of its text. */
const MAX_BEGINNING = 200;

/**
 * Teaches a parser footnotes: `[^label]` refers to what `[^label]: …`, continued by lines indented by
 * four spaces, defines anywhere in the text. Notes stand at the end in the order in which they are
 * referred to, then those that nothing refers to, so that nothing of a text is lost. The environment's
 * `id` keeps their ids apart from those of other texts in the page. Roles say what links and notes
 * are, in the language of whoever listens.
 *
 * With `isGrowing` in the environment definitions stay where they are, and references are text: what
 * a definition far below means could change all that is above.
 */
export function addFootnotes(parser: MarkdownIt): void {
  const alt = ["paragraph", "reference", "blockquote", "list"];
  parser.block.ruler.before("reference", "footnote", parseDefinition, { alt });
  parser.inline.ruler.before("link", "footnote_ref", parseReference);
  parser.core.ruler.push("footnotes", (state) => {
    const { labels, isGrowing } = environmentOf(state.env);
    if (!labels) return;
    if (isGrowing) showLabels(state);
    else gatherFootnotes(state);
  });
  Object.assign(parser.renderer.rules, footnoteRules);
}

function parseDefinition(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false;
  const start = state.bMarks[startLine]! + state.tShift[startLine]!;
  const end = Math.min(state.eMarks[startLine]!, start + MAX_BEGINNING);
  const [beginning, label = ""] = DEFINITION.exec(state.src.slice(start, end)) ?? [];
  if (!beginning) return false;
  if (silent) return true;
  (environmentOf(state.env).labels ??= new Set()).add(keyOf(label));
  const opening = state.push("footnote_open", "div", 1);
  opening.info = label;
  parseContent(state, { startLine, endLine, start: start + beginning.length });
  opening.map = [startLine, state.line];
  state.push("footnote_close", "div", -1);
  return true;
}

/** Parses blocks that are indented by four columns, from `start` in the first line on. */
function parseContent(
  state: StateBlock,
  { startLine, endLine, start }: { startLine: number; endLine: number; start: number },
): void {
  const { bMarks, tShift, sCount, blkIndent } = state;
  const old = [bMarks[startLine]!, tShift[startLine]!, sCount[startLine]!] as const;
  state.blkIndent = blkIndent + 4;
  [bMarks[startLine], tShift[startLine], sCount[startLine]] = [start, 0, state.blkIndent];
  state.md.block.tokenize(state, startLine, endLine);
  state.blkIndent = blkIndent;
  [bMarks[startLine], tShift[startLine], sCount[startLine]] = old;
}

/** Links don't hold links: within one a reference is text. */
function parseReference(state: StateInline, silent: boolean): boolean {
  // Silent is the search for the end of a link's text, which a reference must not prevent.
  if (silent || state.linkLevel > 0 || !state.src.startsWith("[^", state.pos)) return false;
  REFERENCE.lastIndex = state.pos;
  const [reference, label = ""] = REFERENCE.exec(state.src) ?? [];
  const { isGrowing, labels } = environmentOf(state.env);
  if (!reference || isGrowing || !labels?.has(keyOf(label))) return false;
  state.push("footnote_ref", "", 0).info = label;
  state.pos += reference.length;
  return true;
}

/** Brings back what definitions began with. */
function showLabels(state: StateCore): void {
  const { Token } = state;
  state.tokens = state.tokens.flatMap((token, index, tokens) => {
    if (token.type !== "footnote_open") return token;
    const label = new Token("text", "", 0);
    label.content = `[^${token.info}]: `;
    if (tokens[index + 1]?.type === "paragraph_open") {
      tokens[index + 2]!.children!.unshift(label);
      return token;
    }
    const line = new Token("inline", "", 0);
    line.level = token.level + 1;
    line.children = [label];
    return [token, line];
  });
}
