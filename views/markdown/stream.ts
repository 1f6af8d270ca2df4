import type { MarkdownIt, RendererRule, StateCore, Token } from "markdown-it";
import { diffHtml, type HtmlPatch } from "./html_patch.ts";
import { environmentOf, type MarkdownEnvironment, type MarkdownOptions } from "./environment.ts";
import { formattedLength, MAX_GROWING } from "./limits.ts";
import { codeFigure, createMarkdownParser } from "./parser.ts";
import { escapeHtml, mathsSource, plainBlock } from "./plain_text.ts";

/** What a text that grows may bring into the page, and says why some of it is plain. */
export type StreamOptions = Pick<MarkdownOptions, "images" | "plainNotes">;

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

/** From a text of `length` on, its first `closed` blocks are closed, which end at `boundary`. */
type Checkpoint = { readonly length: number; readonly boundary: number; readonly closed: number };

/**
 * Renders a text while it grows. Closed blocks are rendered once; each time only what follows them is
 * parsed. The HTML of a text is the same however it was cut.
 *
 * It is the final form (see `renderMarkdown`) without what a part of the text can't have or what would
 * cost too much each time: highlighting, formulas and copy buttons, and long lists, tables and quotes.
 * Definitions of links and footnotes are text as well, because they could change what stands far above them.
 */
export class MarkdownStream {
  readonly #options: StreamOptions;
  readonly #blocks: string[] = [];
  readonly #checkpoints: Checkpoint[] = [{ length: 0, boundary: 0, closed: 0 }];

  constructor({ images = [], plainNotes }: StreamOptions = {}) {
    this.#options = { images, plainNotes };
  }

  /**
   * Renders more of the text.
   *
   * @param text All the text so far; begins with what was given last time.
   */
  render(text: string): MarkdownVersion {
    const checkpoint = this.#checkpoints.at(-1)!;
    const { closed, open, boundary } = this.#parse(text, checkpoint);
    if (closed.length > 0) {
      this.#blocks.push(...closed);
      this.#checkpoints.push({ length: text.length, boundary, closed: this.#blocks.length });
    }
    return { position: text.length, blocks: this.#blocks, closed: this.#blocks.length, open };
  }

  /**
   * The version of a beginning of the text that was rendered.
   *
   * @param beginning That part of the text.
   */
  versionOf(beginning: string): MarkdownVersion {
    const { length } = beginning;
    const checkpoint = this.#checkpoints.findLast((checkpoint) => checkpoint.length <= length)!;
    const { closed, open } = this.#parse(beginning, checkpoint);
    const count = checkpoint.closed + closed.length;
    return { position: length, blocks: this.#blocks, closed: count, open };
  }

  /** What follows a checkpoint in a text: blocks that are closed now, where they end, and what is open. */
  #parse(
    text: string,
    checkpoint: Checkpoint,
  ): { closed: string[]; boundary: number; open: string } {
    parser ??= createStreamParser();
    const env = { isGrowing: true, ...this.#options };
    const length = formattedLength(text);
    const source = text.slice(checkpoint.boundary, length);
    const tokens = parser.parse(source, env);
    const { index, line } = closedPart(tokens, source);
    const closed = [...blocksOf(tokens.slice(0, index))].map((block) => renderTokens(block, env));
    const rest = length < text.length ? plainBlock(text.slice(length), env.plainNotes?.long) : "";
    return {
      closed,
      boundary: checkpoint.boundary + lineStart(source, line),
      open: renderTokens(tokens.slice(index), env) + rest,
    };
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
  for (const name of containers) parser.renderer.rules[`plain_${name}_open`] = plain;
  parser.core.ruler.before("inline", "long_blocks", leaveLongBlocksPlain);
  return parser;
}

/** What holds other blocks or cells, so that it takes long to render where it is long. */
const containers = ["bullet_list", "ordered_list", "blockquote", "table", "footnote"];

/** Shows long blocks as they were written. Their tokens keep the type that says whether they may go on. */
function leaveLongBlocksPlain(state: StateCore): void {
  const lines = state.src.split("\n");
  state.tokens = [...blocksOf(state.tokens)].flatMap((tokens) => {
    const { type, map } = tokens[0]!;
    if (!containers.some((name) => type === `${name}_open`)) return tokens;
    const [first, end] = map!;
    const content = lines.slice(first, end).join("\n");
    const isLong = content.length > MAX_GROWING.length || end - first > MAX_GROWING.lines;
    if (!isLong) return tokens;
    return Object.assign(new state.Token(`plain_${type}`, "", 0), { content, map, block: true });
  });
}

const plain: RendererRule = (tokens, index, _, env) => {
  return plainBlock(tokens[index]!.content, environmentOf(env).plainNotes?.long);
};

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
function renderTokens(tokens: Token[], env: MarkdownEnvironment): string {
  const { renderer, options } = parser!;
  return renderer.render(tokens, options, env).replaceAll("\r", "&#13;");
}

function lineStart(source: string, line: number): number {
  const lineEnds = /\r\n?|\n/g;
  for (let i = 0; i < line; i++) lineEnds.exec(source);
  return lineEnds.lastIndex;
}
