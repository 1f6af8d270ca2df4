import type { MarkdownIt, RendererRule, StateCore, Token } from "markdown-it";
import { diffHtml, type HtmlPatch } from "./html_patch.ts";
import { environmentOf, type MarkdownEnvironment, type MarkdownOptions } from "./environment.ts";
import { formattedLength, MAX_GROWING } from "./limits.ts";
import { codeFigure, createMarkdownParser } from "./parser.ts";
import { escapeHtml, mathsSource, plainBlock } from "./plain_text.ts";

/** How to render a growing text. */
export type StreamOptions = Pick<MarkdownOptions, "images" | "plainNotes">;

/**
 * A text up to `position` (UTF-16 code units) as HTML: the first `closed` of the `blocks`, which
 * are final, and then `open`. The versions of a stream share the array `blocks`, which only grows.
 */
export type MarkdownVersion = {
  readonly position: number;
  readonly blocks: readonly string[];
  readonly closed: number;
  readonly open: string;
};

/** The version of the empty text. */
export const EMPTY_VERSION: MarkdownVersion = { position: 0, blocks: [], closed: 0, open: "" };

let parser: MarkdownIt | undefined;

/** Once the text had `length` code units, `closed` blocks were final; they end at `boundary`. */
type Checkpoint = { readonly length: number; readonly boundary: number; readonly closed: number };

/**
 * Renders a text while it grows. A closed block is final and rendered once; each update parses only
 * the text after the closed blocks. The HTML doesn't depend on where the text was cut.
 *
 * Compared with `renderMarkdown()`, it leaves out what would cost too much at each update:
 * highlighting, formulas, copy buttons, and long lists, tables and quotes. Definitions of links and
 * footnotes are shown as text, because they could change HTML far above them.
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
   * @param text All text so far; begins with the text of the previous call.
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
   * The version of a beginning of the rendered text.
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

  /** Renders the text after a checkpoint: new closed blocks, where they end, and the open rest. */
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
 * @param from Number of blocks to leave out at the beginning.
 */
export function htmlOf({ blocks, closed, open }: MarkdownVersion, from = 0): string {
  return blocks.slice(from, closed).join("") + open;
}

/** The changes from one version of a text to a later one, of the same stream or not. */
export function diffVersions(from: MarkdownVersion, to: MarkdownVersion): HtmlPatch[] {
  return diffHtml(from.open, htmlOf(to, from.closed));
}

/**
 * Length of a growing text without an ambiguous end, which would flicker: a last line that may
 * become a list item, a heading's underline or a table; the first line of a code block; an
 * unfinished URL.
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

/** Blocks that contain other blocks or cells, and take long to render if they are long. */
const containers = ["bullet_list", "ordered_list", "blockquote", "table", "footnote"];

/** Shows long blocks as plain text. The tokens keep their type's name for `closedPart()`. */
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
 * Finds the first block that may still change. A block is closed once a later block has certainly
 * begun, or once a blank line follows it, unless it is a list, a footnote or indented code.
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
 * Number of complete lines that show for certain that a block begins. After a line of text it takes
 * two, as only a table's second line tells its first from one more line of a paragraph.
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

/** Escapes carriage returns (from `&#13;` in the text), which would end lines in the HTML. */
function renderTokens(tokens: Token[], env: MarkdownEnvironment): string {
  const { renderer, options } = parser!;
  return renderer.render(tokens, options, env).replaceAll("\r", "&#13;");
}

function lineStart(source: string, line: number): number {
  const lineEnds = /\r\n?|\n/g;
  for (let i = 0; i < line; i++) lineEnds.exec(source);
  return lineEnds.lastIndex;
}
