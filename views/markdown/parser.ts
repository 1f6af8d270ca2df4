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

/** A message has an `h2`, so the headings in its text begin at `h3`. */
const HEADING_OFFSET = 2;

/**
 * Creates a parser for CommonMark with tables, task lists, strikethrough, footnotes, maths and bare
 * links. Raw HTML is shown as text, so a model's text can't add markup to the page. The HTML has no
 * inline styles and loads allowed images only. The parser's environment is `MarkdownEnvironment`.
 * Wide elements scroll, and take the focus so that the keyboard can scroll them.
 *
 * The caller adds the renderer's rules `fence`, `code_block`, `math_block` and `math_inline`.
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
 * A code block as a figure, with its language as the caption. It takes the focus, so that the
 * keyboard can scroll it.
 *
 * @param info The fence's info string; its first word is the language.
 * @param code The code as HTML.
 * @param button HTML of a button for the caption.
 */
export function codeFigure(info: string, code: string, button = ""): string {
  const label = `<span>${escapeHtml(languageFromInfo(info))}</span>`;
  return `<figure class="code"><figcaption>${label}${button}</figcaption>` +
    `<pre tabindex="0"><code>${code}</code></pre></figure>`;
}

/** The language in a fence's info string, or the empty string. */
export function languageFromInfo(info: string): string {
  return info.trim().split(/\s/, 1)[0]!.slice(0, 40);
}

/** Leaves out line ends between tags: each costs six bytes in an event stream. */
function withoutLineEnds(renderer: Renderer): void {
  const render = renderer.renderToken.bind(renderer);
  renderer.renderToken = (...token) => render(...token).replaceAll("\n", "");
}

/** Turns a very long line into a paragraph, even if it looks like a table with 10,000 columns. */
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

/** Replaces very long inline content by a plain token, which the inline parser doesn't see. */
function leaveLongPlain({ tokens, Token }: StateCore): void {
  for (const token of tokens) {
    if (token.type !== "inline" || token.content.length <= MAX_INLINE) continue;
    const plain = new Token("plain_inline", "", 0);
    plain.content = token.content;
    token.content = "";
    token.children = [plain];
  }
}

/** A growing text is rendered in parts, so there each long part has its own note. */
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
 * Drops the `<p>` of the first paragraph in a list item or footnote. In CommonMark that depends on
 * blank lines anywhere in the list, so a blank line at its end would change all items.
 */
function tidyParagraph(tokens: Token[], index: number): void {
  const token = tokens[index]!;
  const opening = token.nesting === 1 ? index : index - 2;
  token.hidden = /^(list_item|footnote)_open$/.test(tokens[opening - 1]?.type ?? "");
}

/** Turns `[ ]` or `[x]` at the beginning of a list item into a checkbox. */
function withTaskBox(children: Token[], { Token }: StateCore): Token[] {
  const [first] = children;
  const mark = first?.type === "text" && /^\[([ xX])\](?=\s)/.exec(first.content);
  if (!mark) return children;
  first.content = first.content.slice(mark[0].length);
  const box = new Token("task_box", "span", 0);
  box.markup = mark[1]!;
  return [box, ...children];
}

/**
 * A checkbox as text: a model's text must never make an `<input>`. U+FE0E makes browsers show the
 * sign as text, not as an emoji.
 */
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
