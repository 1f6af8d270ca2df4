import type { MarkdownIt, RendererRule } from "markdown-it";
import { environmentOf, type MarkdownOptions } from "./environment.ts";
import { highlightCode, loadHighlighter } from "./code_highlight.ts";
import { loadKatex, renderFormula } from "./formula.ts";
import { formattedLength, FormattingBudget, MAX_HTML } from "./limits.ts";
import { codeFigure, createMarkdownParser } from "./parser.ts";
import { escapeHtml, inlineNote, noteOnce, plainBlock } from "./plain_text.ts";

let parser: MarkdownIt | undefined;

/**
 * Loads highlight.js and KaTeX. Until then code is plain and formulas are shown as TeX. They load
 * apart, as that takes longer than the rest of the program's start.
 */
export async function loadMarkdown(): Promise<void> {
  await Promise.all([loadHighlighter(), loadKatex()]);
}

/**
 * Renders a complete text: code is highlighted and has a button to copy it, formulas are MathML.
 * Whatever the text says, the HTML has no inline styles or scripts, and loads allowed images only.
 *
 * The limits in `limits.ts` are on sizes, not on time, so that the same text always looks the same.
 * Text beyond them is shown as plain text.
 *
 * @param text Markdown.
 */
export function renderMarkdown(text: string, options: MarkdownOptions = {}): string {
  parser ??= createFinalParser();
  const length = formattedLength(text);
  const html = parser.render(text.slice(0, length), { ...options, budget: new FormattingBudget() });
  const { plainNotes } = options;
  if (html.length > MAX_HTML) return plainBlock(text, plainNotes?.much);
  return length < text.length ? html + plainBlock(text.slice(length), plainNotes?.long) : html;
}

function createFinalParser(): MarkdownIt {
  const parser = createMarkdownParser();
  const rules = {
    fence: code,
    code_block: code,
    math_block: renderFormula,
    math_inline: renderFormula,
  };
  Object.assign(parser.renderer.rules, rules);
  return parser;
}

const code: RendererRule = (tokens, index, _, env) => {
  const { info, content } = tokens[index]!;
  const { copyLabel, budget } = environmentOf(env);
  const isWithin = !budget || budget.take("code", content.length);
  const html = isWithin ? highlightCode(content, info) : escapeHtml(content);
  const note = isWithin ? "" : inlineNote(noteOnce(env, "much"));
  return codeFigure(info, html, note + copyButton(copyLabel));
};

/** `copying.js` copies the code of the figure around the button. */
function copyButton(label?: string): string {
  return label ? `<button type="button" data-copy>${escapeHtml(label)}</button>` : "";
}
