import type { KatexOptions } from "katex";
import type { RendererRule, Token } from "markdown-it";
import { environmentOf } from "./environment.ts";
import { MAX_MATHML, MAX_TEX } from "./limits.ts";
import { inlineNote, mathsSource, noteBlock, noteOnce } from "./plain_text.ts";

/** Longer formulas within text scroll by themselves, as browsers don't break their lines. */
const MAX_NARROW_FORMULA = 50;

/**
 * How many macros a formula may expand, and what one that it defines itself may hold. KaTeX counts expansions
 * alone, not what they become: 195 uses of a macro with 4,400 letters made 8.6 MB of 4.8 KB.
 */
const MAX_EXPANSIONS = 200;
const MAX_MACRO_TOKENS = 30;

/** The end of a function's name, U+2061, before anything but an operator, which has space of its own. */
const bareName = /<mo>\u2061<\/mo>(?=<(?!\/|mo\b|mrow><mo\b))/g;

/** The same with an index or an exponent, which come before the space. */
const scriptedName =
  /<(m(?:sub|sup|under|over)\w*)><mrow>(?:(?!<\/mrow>)[^])*<mo>\u2061<\/mo><\/mrow>(?:(?!<\1>)[^])*?<\/\1>(?=<(?!\/|mo\b|mrow><mo\b))/g;

type Katex = typeof import("katex").default;

/** A macro as KaTeX keeps it: its tokens in reverse order, `#` before the number of each argument. */
type Macro = { readonly tokens: readonly { readonly text: string }[] };

let katex: Katex | undefined;

/** Loads what sets formulas. */
export async function loadFormulas(): Promise<void> {
  katex ??= (await import("katex")).default;
}

/** Renders a formula as MathML; as TeX where it is wrong or too large, or nothing is loaded that could set it. */
export const setFormula: RendererRule = (tokens, index, _, env) => {
  const token = tokens[index]!;
  const { content, block } = token;
  const { budget } = environmentOf(env);
  if (!katex) return mathsSource(token);
  if (content.length > MAX_TEX) return plainFormula(token, noteOnce(env, "long"));
  const isWithin = !budget || budget.take("formulas", 1) && budget.take("tex", content.length);
  if (!isWithin) return plainFormula(token, noteOnce(env, "much"));
  const macros = new OwnMacros();
  try {
    const html = toMathml(katex, token, macros);
    const isKept = html.length <= MAX_MATHML;
    // What was made has taken its time, also when it is not shown.
    if (budget && !budget.charge("mathml", html.length) || !isKept) {
      return plainFormula(token, noteOnce(env, "much"));
    }
    const formula = spaceNames(html);
    if (block) return `<div class="maths" tabindex="0">${formula}</div>`;
    const isWide = content.length > MAX_NARROW_FORMULA;
    return isWide ? `<span class="maths" tabindex="0">${formula}</span>` : formula;
  } catch {
    if (!macros.areUsed) return mathsSource(token);
    budget?.charge("mathml", 2 * MAX_MATHML);
    return plainFormula(token, noteOnce(env, "much"));
  }
};

function plainFormula(token: Token, note?: string): string {
  return (token.block ? noteBlock(note) : inlineNote(note)) + mathsSource(token);
}

/** Styles are what the content security policy forbids; KaTeX escapes quotes everywhere else. */
function toMathml(katex: Katex, { content, markup }: Token, macros: OwnMacros): string {
  const html = katex.renderToString(content, {
    output: "mathml",
    displayMode: markup !== "\\(" && markup !== "$",
    strict: "ignore",
    trust: false,
    maxExpand: MAX_EXPANSIONS,
    maxSize: 10,
    macros: macros.guarded,
  });
  return html.replaceAll(/ style="[^"]*"/g, "");
}

/**
 * The macros that a formula defines itself, by whichever command. One that holds much, or an argument more than
 * once, is refused, so that what a formula expands to grows no faster than the number of its expansions.
 */
class OwnMacros {
  /** Whether the formula has defined any. */
  areUsed = false;

  /** For KaTeX, which sets in it what a formula defines. */
  readonly guarded: NonNullable<KatexOptions["macros"]> = new Proxy({}, {
    set: (macros, name, macro: Macro) => {
      this.areUsed = true;
      if (isLarge(macro)) throw new RangeError(`Cannot expand ${String(name)}: it holds too much`);
      return Reflect.set(macros, name, macro);
    },
  });
}

function isLarge({ tokens = [] }: Macro): boolean {
  const numbers = tokens.filter((_, index) => tokens[index + 1]?.text === "#");
  const uses = new Set(numbers.map(({ text }) => text));
  return tokens.length > MAX_MACRO_TOKENS || uses.size < numbers.length;
}

/** Sets names such as `log` apart from what follows, as TeX does and Chrome doesn't. */
function spaceNames(html: string): string {
  const space = '$&<mspace width="0.1667em"/>';
  return html.replaceAll(bareName, space).replaceAll(scriptedName, space);
}
