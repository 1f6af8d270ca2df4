import type { RendererRule, StateCore, Token } from "markdown-it";
import { environmentOf } from "./environment.ts";

/** A footnote's definition. `number` is 0 until the footnote has its place in the list. */
type Footnote = {
  readonly label: string;
  readonly tokens: Token[];
  number: number;
  isReferred: boolean;
};

/** Renderer rules for the list of footnotes, and the links to and from it. */
export const footnoteRules: Record<string, RendererRule> = {
  footnotes_open: () => '<section class="footnotes" role="doc-endnotes"><ol>',
  footnotes_close: () => "</ol></section>",
  footnote_ref: (tokens, index, _options, _env, renderer) => {
    const reference = tokens[index]!;
    return `<sup><a${renderer.renderAttrs(reference)}>[${reference.content}]</a></sup>`;
  },
  // U+FE0E makes browsers show the arrow as text, not as an emoji.
  footnote_back: (tokens, index, _options, _env, renderer) =>
    ` <a${renderer.renderAttrs(tokens[index]!)}>↩\uFE0E</a>`,
};

/** The form in which labels are compared. */
export function keyOf(label: string): string {
  return label.toLowerCase();
}

/**
 * Moves the definitions to a list at the end, numbered in the order of their first references;
 * definitions without references come last. A footnote links back to its first reference only.
 */
export function gatherFootnotes(state: StateCore): void {
  const { text, footnotes } = takeFootnotes(state.tokens);
  const { id = "" } = environmentOf(state.env);
  const ordered = inOrder(text, { footnotes, id });
  const tokens = [text, [new state.Token("footnotes_open", "", 1)]];
  for (const footnote of ordered) tokens.push(itemOf(footnote, { state, id }));
  tokens.push([new state.Token("footnotes_close", "", -1)]);
  state.tokens = tokens.flat();
}

/** Separates the definitions from the text. A definition may contain others. */
function takeFootnotes(tokens: readonly Token[]): { text: Token[]; footnotes: Footnote[] } {
  const text: Token[] = [];
  const footnotes: Footnote[] = [];
  const path = [text];
  for (const token of tokens) {
    if (token.type === "footnote_open") {
      const footnote = { label: token.info, tokens: [], number: 0, isReferred: false };
      footnotes.push(footnote);
      path.push(footnote.tokens);
    } else if (token.type === "footnote_close") path.pop();
    else path.at(-1)!.push(token);
  }
  return { text, footnotes };
}

function inOrder(
  text: readonly Token[],
  { footnotes, id }: { footnotes: readonly Footnote[]; id: string },
): Footnote[] {
  const byKey = new Map(footnotes.toReversed().map((note) => [keyOf(note.label), note]));
  const ordered: Footnote[] = [];
  const add = (footnote: Footnote) => footnote.number ||= ordered.push(footnote);
  const refer = (tokens: readonly Token[]) => {
    for (const reference of referencesIn(tokens)) {
      const footnote = byKey.get(keyOf(reference.info))!;
      add(footnote);
      const { number, isReferred } = footnote;
      reference.content = String(number);
      reference.attrs = [["href", `#note-${id}-${number}`], ["role", "doc-noteref"]];
      if (!isReferred) reference.attrs.push(["id", `ref-${id}-${number}`]);
      footnote.isReferred = true;
    }
  };
  refer(text);
  let done = 0;
  for (const footnote of [null, ...footnotes]) {
    if (footnote) add(footnote);
    // `ordered` grows in this loop, as footnotes refer to others.
    for (; done < ordered.length; done++) refer(ordered[done]!.tokens);
  }
  return ordered;
}

function* referencesIn(tokens: readonly Token[]): Iterable<Token> {
  for (const { children } of tokens) {
    for (const child of children ?? []) if (child.type === "footnote_ref") yield child;
  }
}

function itemOf(
  { number, isReferred, tokens }: Footnote,
  { state: { Token }, id }: { state: StateCore; id: string },
): Token[] {
  const opening = new Token("footnote_open", "li", 1);
  opening.attrs = [["id", `note-${id}-${number}`]];
  const closing = new Token("footnote_close", "li", -1);
  if (!isReferred) return [opening, ...tokens, closing];
  const back = new Token("footnote_back", "", 0);
  back.attrs = [["href", `#ref-${id}-${number}`], ["role", "doc-backlink"]];
  const endsInParagraph = tokens.at(-1)?.type === "paragraph_close";
  if (endsInParagraph) tokens.at(-2)!.children!.push(back);
  return [opening, ...tokens, ...endsInParagraph ? [] : [back], closing];
}
