import type { Env, MarkdownIt, RendererRule, Token } from "markdown-it";
import { environmentOf, type MarkdownOptions } from "./markdown_environment.ts";
import { highlightCode, loadHighlighter } from "./code_highlight.ts";
import { codeFigure, createMarkdownParser, escapeHtml, mathsSource } from "./markdown_parser.ts";

/** Longer formulas are shown as they were written, in UTF-16 code units. */
const MAX_FORMULA = 5000;

/** Longer formulas within text scroll by themselves, as browsers don't break their lines. */
const MAX_NARROW_FORMULA = 50;

/**
 * Milliseconds that colours and formulas of one text may take; what is left over stays plain. Code
 * that runs for the first time takes several times as long.
 */
const MAX_DECORATION = 300;

/** The end of a function's name, U+2061, before anything but an operator, which has space of its own. */
const bareName = /<mo>\u2061<\/mo>(?=<(?!\/|mo\b|mrow><mo\b))/g;

/** The same with an index or an exponent, which come before the space. */
const scriptedName =
  /<(m(?:sub|sup|under|over)\w*)><mrow>(?:(?!<\/mrow>)[^])*<mo>\u2061<\/mo><\/mrow>(?:(?!<\1>)[^])*?<\/\1>(?=<(?!\/|mo\b|mrow><mo\b))/g;

type Katex = typeof import("katex").default;

let katex: Katex | undefined;
let parser: MarkdownIt | undefined;

/**
 * Loads what highlights code and sets formulas. Before that code is plain and formulas are shown as
 * they were written; loading is apart because it takes longer than starting all the rest.
 */
export async function loadMarkdown(): Promise<void> {
  await loadHighlighter();
  katex ??= (await import("katex")).default;
}

/**
 * Renders an answer in its final form: code highlighted, with a button to copy it, formulas as
 * MathML. The HTML has no inline styles or scripts and fetches nothing but the images that
 * are allowed, whatever the text says.
 *
 * @param text Markdown.
 */
export function renderMarkdown(text: string, options: MarkdownOptions = {}): string {
  parser ??= createFinalParser();
  return parser.render(text, { ...options, deadline: performance.now() + MAX_DECORATION });
}

function createFinalParser(): MarkdownIt {
  const parser = createMarkdownParser();
  const rules = { fence: code, code_block: code, math_block: maths, math_inline: maths };
  Object.assign(parser.renderer.rules, rules);
  return parser;
}

const code: RendererRule = (tokens, index, _, env) => {
  const { info, content } = tokens[index]!;
  const { copyLabel } = environmentOf(env);
  return codeFigure(info, highlightCode(content, info, deadlineOf(env)), copyButton(copyLabel));
};

const maths: RendererRule = (tokens, index, _, env) => {
  const token = tokens[index]!;
  const isTooMuch = token.content.length > MAX_FORMULA || performance.now() > deadlineOf(env);
  if (!katex || isTooMuch) return mathsSource(token);
  try {
    const formula = setFormula(katex, token);
    if (token.block) return `<div class="maths" tabindex="0">${formula}</div>`;
    const isWide = token.content.length > MAX_NARROW_FORMULA;
    return isWide ? `<span class="maths" tabindex="0">${formula}</span>` : formula;
  } catch {
    return mathsSource(token);
  }
};

/** In the page a script copies the code of the figure that the button is in. */
function copyButton(label?: string): string {
  return label ? `<button type="button" data-copy>${escapeHtml(label)}</button>` : "";
}

/** Styles are what the content security policy forbids; KaTeX escapes quotes everywhere else. */
function setFormula(katex: Katex, { content, markup }: Token): string {
  const html = katex.renderToString(content, {
    output: "mathml",
    displayMode: markup !== "\\(" && markup !== "$",
    strict: "ignore",
    trust: false,
    maxExpand: 200,
    maxSize: 10,
  });
  return spaceNames(html.replaceAll(/ style="[^"]*"/g, ""));
}

/** Sets names such as `log` apart from what follows, as TeX does and Chrome doesn't. */
function spaceNames(html: string): string {
  const space = '$&<mspace width="0.1667em"/>';
  return html.replaceAll(bareName, space).replaceAll(scriptedName, space);
}

function deadlineOf(env?: Env): number {
  return environmentOf(env).deadline ?? NaN;
}
