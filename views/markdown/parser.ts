import markdownIt, {
  type MarkdownIt,
  type Renderer,
  type RendererRule,
  type StateBlock,
  type StateCore,
  type Token,
} from "markdown-it";
import { addFootnotes } from "./footnotes.ts";
import { isAllowedLink, withLinks } from "./links.ts";
import { MAX_INLINE } from "./limits.ts";
import { addMaths } from "./maths.ts";
import { environmentOf } from "./environment.ts";
import { escapeHtml, inlineNote, noteOnce, plainText } from "./plain_text.ts";

/** Headings of a message rank below the message's own, which is an `h2`. */
const HEADING_OFFSET = 2;

/**
 * Makes a parser of CommonMark with tables, task lists, strikethrough, footnotes, maths and bare links.
 * Raw HTML is text, so what a model writes can't carry markup, and nothing in the output needs an
 * inline style or fetches anything but images that are allowed. The parser's environment is
 * `MarkdownEnvironment`. What may be too wide scrolls by itself, and can have the focus for that.
 *
 * How code and maths look is left to the renderer's rules `fence`, `code_block`, `math_block` and
 * `math_inline`.
 */
export function createMarkdownParser(): MarkdownIt {
  const parser = markdownIt({ html: false, linkify: true });
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  parser.validateLink = isAllowedLink;
  addFootnotes(parser);
  parser.block.ruler.before("table", "long_line", parseLongLine);
  parser.core.ruler.before("inline", "long_inline", leaveLongPlain);
  parser.core.ruler.push("tidy", tidy);
  parser.renderer.rules.plain_inline = plainInline;
  parser.renderer.rules.plain_note = (_tokens, _index, _options, env) =>
    inlineNote(noteOnce(env, "much"));
  parser.renderer.rules.table_open = () => '<div class="table" tabindex="0"><table>';
  parser.renderer.rules.task_box = taskBox;
  parser.renderer.rules.table_close = () => "</table></div>";
  withoutLineEnds(parser.renderer);
  addMaths(parser);
  return parser;
}

/**
 * Code as it stands in the page: a figure with the name of its language. The keyboard can reach it, as a
 * table, to scroll it.
 *
 * @param info What the fence says about the code; its first word is the language.
 * @param code The code as HTML.
 * @param button HTML of a button for the caption.
 */
export function codeFigure(info: string, code: string, button = ""): string {
  const label = `<span>${escapeHtml(languageFromInfo(info))}</span>`;
  return `<figure class="code"><figcaption>${label}${button}</figcaption>` +
    `<pre tabindex="0"><code>${code}</code></pre></figure>`;
}

/** The language that a fence names, or the empty string. */
export function languageFromInfo(info: string): string {
  return info.trim().split(/\s/, 1)[0]!.slice(0, 40);
}

/** Line ends between tags mean nothing, and cost six bytes each in a stream of events. */
function withoutLineEnds(renderer: Renderer): void {
  const render = renderer.renderToken.bind(renderer);
  renderer.renderToken = (...token) => render(...token).replaceAll("\n", "");
}

/** Makes a paragraph of a line that is too long to be anything else, such as a table with 10,000 columns. */
function parseLongLine(state: StateBlock, line: number): boolean {
  if (state.sCount[line]! - state.blkIndent >= 4) return false;
  const start = state.bMarks[line]! + state.tShift[line]!;
  const content = state.src.slice(start, state.eMarks[line]);
  if (content.length <= MAX_INLINE) return false;
  state.line = line + 1;
  state.push("paragraph_open", "p", 1).map = [line, line + 1];
  Object.assign(state.push("inline", "", 0), { content, children: [] });
  state.push("paragraph_close", "p", -1);
  return true;
}

/** Takes what is too long out of the sight of the parser of emphasis, links and the like. */
function leaveLongPlain({ tokens, Token }: StateCore): void {
  for (const token of tokens) {
    if (token.type !== "inline" || token.content.length <= MAX_INLINE) continue;
    const plain = new Token("plain_inline", "", 0);
    plain.content = token.content;
    token.content = "";
    token.children = [plain];
  }
}

/** A text that grows is rendered in parts, each of which says it for itself. */
const plainInline: RendererRule = (tokens, index, _, env) => {
  const { isGrowing, plainNotes } = environmentOf(env);
  const note = isGrowing ? plainNotes?.long : noteOnce(env, "long");
  return `${inlineNote(note)}<span class="plain">${plainText(tokens[index]!.content)}</span>`;
};

function tidy(state: StateCore): void {
  state.tokens.forEach((token, index) => {
    if (token.type === "inline") {
      const isItem = state.tokens[index - 2]?.type === "list_item_open";
      const children = withLinks(token.children ?? [], state);
      token.children = isItem ? withTaskBox(children, state) : children;
    }
    if (token.tag === "p") tidyParagraph(state.tokens, index);
    else if (token.tag === "td" || token.tag === "th") tidyCell(token);
    else if (/^h[1-6]$/.test(token.tag)) token.tag = headingTag(token.tag);
  });
}

/**
 * The first paragraph of a list item or footnote is plain text in it, others are paragraphs. In CommonMark that
 * depends on blank lines anywhere in the list, so that one at its end would change all of it.
 */
function tidyParagraph(tokens: Token[], index: number): void {
  const token = tokens[index]!;
  const opening = token.nesting === 1 ? index : index - 2;
  token.hidden = /^(list_item|footnote)_open$/.test(tokens[opening - 1]?.type ?? "");
}

/** A mark at the beginning of a list's item, `[ ]` or `[x]`, becomes a box. */
function withTaskBox(children: Token[], { Token }: StateCore): Token[] {
  const [first] = children;
  const mark = first?.type === "text" && /^\[([ xX])\](?=\s)/.exec(first.content);
  if (!mark) return children;
  first.content = first.content.slice(mark[0].length);
  const box = new Token("task_box", "span", 0);
  box.markup = mark[1]!;
  return [box, ...children];
}

/** Not an `<input>`, which a model's text shall never make. U+FE0E asks for text, not an emoji. */
const taskBox: RendererRule = (tokens, index) => {
  const isDone = tokens[index]!.markup !== " ";
  return `<span role="checkbox" aria-checked="${isDone}" aria-disabled="true">` +
    `${isDone ? "☑\uFE0E" : "☐"}</span>`;
};

function tidyCell(token: Token): void {
  const align = /center|right/.exec(String(token.attrGet("style") ?? ""))?.[0];
  if (token.attrs) token.attrs = align ? [["class", align]] : null;
}

function headingTag(tag: string): string {
  return `h${Math.min(6, Number(tag[1]) + HEADING_OFFSET)}`;
}
