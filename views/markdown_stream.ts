import type { MarkdownIt, RendererRule, Token } from "markdown-it";
import { diffHtml, type HtmlPatch } from "./html_patch.ts";
import type { MarkdownOptions } from "./markdown_environment.ts";
import { codeFigure, createMarkdownParser, escapeHtml, mathsSource } from "./markdown_parser.ts";

/**
 * An answer's text up to `position` (UTF-16 code units) as HTML: of `blocks` the first `closed`, which
 * nothing can change any more, and then `open`. The versions of a stream share `blocks`, which only
 * grows.
 */
export type MarkdownVersion = {
  readonly position: number;
  readonly blocks: readonly string[];
  readonly closed: number;
  readonly open: string;
};

/** The version of no text. */
export const EMPTY_VERSION: MarkdownVersion = { position: 0, blocks: [], closed: 0, open: "" };

let parser: MarkdownIt | undefined;

/**
 * Renders a text while it grows. Closed blocks are rendered once; each time only what follows them is
 * parsed. The HTML of a text is the same however it was cut.
 *
 * It is the final form (see `renderMarkdown`) without what a part of the text can't have or what would
 * cost too much each time: highlighting, formulas and copy buttons. Definitions of links and
 * footnotes are text as well, because they could change what stands far above them.
 */
export class MarkdownStream {
  readonly #images: readonly string[];
  readonly #blocks: string[] = [];
  #boundary = 0;

  constructor({ images = [] }: Pick<MarkdownOptions, "images"> = {}) {
    this.#images = images;
  }

  /**
   * Renders more of the text.
   *
   * @param text All the text so far; begins with what was given last time.
   */
  render(text: string): MarkdownVersion {
    parser ??= createStreamParser();
    const source = text.slice(this.#boundary);
    const tokens = parser.parse(source, { isGrowing: true, images: this.#images });
    const { index, line } = closedPart(tokens, source);
    this.#boundary += lineStart(source, line);
    for (const block of blocksOf(tokens.slice(0, index))) {
      this.#blocks.push(renderTokens(parser, block));
    }
    const open = renderTokens(parser, tokens.slice(index));
    return { position: text.length, blocks: this.#blocks, closed: this.#blocks.length, open };
  }
}

/**
 * The HTML of a version.
 *
 * @param from Leaves out so many blocks at the beginning.
 */
export function htmlOf({ blocks, closed, open }: MarkdownVersion, from = 0): string {
  return blocks.slice(from, closed).join("") + open;
}

/** The changes from one version of a text to a later one, of the same stream or not. */
export function diffVersions(from: MarkdownVersion, to: MarkdownVersion): HtmlPatch[] {
  return diffHtml(from.open, htmlOf(to, from.closed));
}

/**
 * How much of a growing text to render, so that what is still ambiguous doesn't flicker: not the
 * beginning of a last line that may become a list item, a heading's underline or a table, not the
 * line that begins a block of code, and not an address that is still being written.
 */
export function settledLength(text: string): number {
  const tail = text.slice(-400);
  const unsettled =
    /(?:^|[\r\n])([\s\d*_+=#>~`|$:.)\\[\]^-]{1,80}(?:\[[xX]\]?)?)$/.exec(tail)?.[1] ??
      /(?:^|[\r\n])( *(?:`{3}|~{3})[^\r\n]{0,40})$/.exec(tail)?.[1] ??
      /https?:\/\/\S{0,300}$/.exec(tail)?.[0] ?? "";
  return text.length - unsettled.length;
}

function createStreamParser(): MarkdownIt {
  const parser = createMarkdownParser().disable("reference");
  const code: RendererRule = (tokens, index) => {
    const { info, content } = tokens[index]!;
    return codeFigure(info, escapeHtml(content));
  };
  const maths: RendererRule = (tokens, index) => mathsSource(tokens[index]!);
  const rules = { fence: code, code_block: code, math_block: maths, math_inline: maths };
  Object.assign(parser.renderer.rules, rules);
  return parser;
}

/**
 * Finds where the first block that may still change begins. A block is closed when a later one has
 * begun for certain, or when a blank line follows it, after which only lists, footnotes and indented code
 * go on.
 *
 * @returns The block's first token and line in the source.
 */
function closedPart(tokens: readonly Token[], source: string): { index: number; line: number } {
  const lines = source.split(/\r\n?|\n/);
  const complete = lines.length - 1;
  const index = tokens.findLastIndex((token) =>
    beginsBlock(token) && token.map![0] + linesToBegin(token, lines) <= complete
  );
  const last = tokens[index];
  if (!last) return { index: 0, line: 0 };
  const [line, end] = last.map!;
  const mayGoOn = /list|code_block|footnote/.test(last.type);
  const isClosed = !mayGoOn && end < complete && isBlank(lines[end]);
  if (!isClosed) return { index, line };
  const next = tokens.findIndex((token, at) => at > index && beginsBlock(token));
  return { index: next < 0 ? tokens.length : next, line: end };
}

function beginsBlock({ level, nesting }: Token): boolean {
  return level === 0 && nesting >= 0;
}

/**
 * How many complete lines it takes to know that a block begins. Right after other text it is two,
 * because the second line of a table tells its first from one more line of a paragraph above.
 */
function linesToBegin({ map }: Token, lines: readonly string[]): number {
  return isBlank(lines[map![0] - 1]) ? 1 : 2;
}

function isBlank(line?: string): boolean {
  return line !== undefined && /^[ \t]*$/.test(line);
}

function* blocksOf(tokens: readonly Token[]): Iterable<Token[]> {
  const block: Token[] = [];
  for (const token of tokens) {
    if (beginsBlock(token) && block.length) yield block.splice(0);
    block.push(token);
  }
  if (block.length) yield block;
}

/** Carriage returns, which a text can have as `&#13;`, would be line ends to whoever reads the HTML. */
function renderTokens({ renderer, options }: MarkdownIt, tokens: Token[]): string {
  return renderer.render(tokens, options, {}).replaceAll("\r", "&#13;");
}

function lineStart(source: string, line: number): number {
  const lineEnds = /\r\n?|\n/g;
  for (let i = 0; i < line; i++) lineEnds.exec(source);
  return lineEnds.lastIndex;
}
