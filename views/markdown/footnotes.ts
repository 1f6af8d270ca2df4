import type { MarkdownIt, StateBlock, StateCore, StateInline } from "markdown-it";
import { environmentOf } from "./environment.ts";
import { footnoteRules, gatherFootnotes, keyOf } from "./footnote_list.ts";

/** Beginning of a definition. Labels have no spaces, as in GitHub's Markdown. */
const DEFINITION = /^\[\^([^\s[\]]{1,100})\]:[ \t]*/;

const REFERENCE = /\[\^([^\s[\]]{1,100})\]/y;

/** Longest beginning of a definition, in UTF-16 code units; further spaces belong to its text. */
const MAX_BEGINNING = 200;

/**
 * Adds footnotes to a parser. `[^label]` refers to the definition `[^label]: …`, which may stand
 * anywhere in the text and go on in lines indented by four spaces. The footnotes are listed at the
 * end, in the order of their first references; those without references come last, so that no text
 * is lost. The environment's `id` makes their ids unique in the page. ARIA roles tell screen
 * readers which links and lists these are, in the user's language.
 *
 * With `isGrowing` in the environment, definitions stay in place and references are plain text, as
 * a later definition could change the HTML of all the text before it.
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

/** Parses a definition's content: from `start` in the first line, then lines indented by four. */
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

/** Within a link a reference stays text, as links can't be nested. */
function parseReference(state: StateInline, silent: boolean): boolean {
  // In silent mode markdown-it looks for the end of a link's text. A reference would count as a
  // nested link there.
  if (silent || state.linkLevel > 0 || !state.src.startsWith("[^", state.pos)) return false;
  REFERENCE.lastIndex = state.pos;
  const [reference, label = ""] = REFERENCE.exec(state.src) ?? [];
  const { isGrowing, labels } = environmentOf(state.env);
  if (!reference || isGrowing || !labels?.has(keyOf(label))) return false;
  state.push("footnote_ref", "", 0).info = label;
  state.pos += reference.length;
  return true;
}

/** Puts the labels back in front of the definitions. */
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
