import type { KatexOptions } from "katex";
import type { RendererRule, Token } from "markdown-it";
import { environmentOf } from "./environment.ts";
import { MAX_MATHML, MAX_TEX } from "./limits.ts";
import { inlineNote, mathsSource, noteBlock, noteOnce } from "./plain_text.ts";

/** Longer formulas within text scroll on their own, as browsers don't break their lines. */
const MAX_NARROW_FORMULA = 50;

/**
 * Most expansions of macros in a formula, and most tokens of a macro that the formula defines.
 * KaTeX limits the number of expansions, not their size: with 195 uses of a macro of 4,400 letters,
 * 4.8 KB became 8.6 MB.
 */
const MAX_EXPANSIONS = 200;
const MAX_MACRO_TOKENS = 30;

/** U+2061 at the end of a function's name, unless an operator follows, which has its own space. */
const bareName = /<mo>\u2061<\/mo>(?=<(?!\/|mo\b|mrow><mo\b))/g;

/** The same for a name with an index or exponent, which comes before the space. */
const scriptedName =
  /<(m(?:sub|sup|under|over)\w*)><mrow>(?:(?!<\/mrow>)[^])*<mo>\u2061<\/mo><\/mrow>(?:(?!<\1>)[^])*?<\/\1>(?=<(?!\/|mo\b|mrow><mo\b))/g;

type Katex = typeof import("katex").default;

/** A macro in KaTeX: its tokens in reverse order. An argument is its number, then `#`. */
type Macro = { readonly tokens: readonly { readonly text: string }[] };

let katex: Katex | undefined;

/** Loads KaTeX. */
export async function loadKatex(): Promise<void> {
  katex ??= (await import("katex")).default;
}

/** Renders a formula as MathML; as TeX if it is wrong or too large, or KaTeX isn't loaded. */
export const renderFormula: RendererRule = (tokens, index, _, env) => {
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
    // MathML counts even if it isn't shown, as making it took time.
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

/**
 * Without inline styles, which the content security policy forbids. KaTeX escapes quotes in text.
 */
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
 * The macros that a formula defines, by any command. A macro with many tokens, or with an argument
 * more than once, is refused: the size of a formula then grows no faster than its expansions.
 */
class OwnMacros {
  /** Whether the formula has defined a macro. */
  areUsed = false;

  /** KaTeX adds the formula's macros to this object. */
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

/** Adds space after names such as `log`, as TeX does and Chrome doesn't. */
function spaceNames(html: string): string {
  const space = '$&<mspace width="0.1667em"/>';
  return html.replaceAll(bareName, space).replaceAll(scriptedName, space);
}
