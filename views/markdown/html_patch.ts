/**
 * A change at the end of growing HTML. To apply it, go from the root element `depth` times to the
 * last child element. There remove the last `elements` child elements with the text around them,
 * then the last `characters` (UTF-16 code units) of text, and append `html`.
 */
export type HtmlPatch = {
  readonly depth: number;
  readonly elements: number;
  readonly characters: number;
  readonly html: string;
};

/**
 * Finds the changes from one version of growing HTML to the next. They are made as deep in the tree
 * as possible and so stay small: a paragraph, a nested list or a code block that grows costs only
 * its new text. The first change may remove something; the others add to the elements around it.
 *
 * @param before Well-formed HTML from the Markdown renderer: all elements but void ones are closed,
 * and `<`, `>` and `&` are escaped in text and attributes.
 * @param after A later version.
 * @returns Changes in the order to apply them; empty if both versions are equal.
 */
export function diffHtml(before: string, after: string): HtmlPatch[] {
  if (before === after) return [];
  const { cut, open } = commonPart(before, after);
  const old = endsOf(before, cut, open.length);
  const ends = endsOf(after, cut, open.length);
  const outermost = open.findIndex((_, depth) => old[depth]!.start < old[depth]!.end);
  const depth = outermost < 0 ? open.length : outermost;
  const from = open[depth] ?? cut;
  const removed = contentOf(before.slice(from, old[depth]!.end));
  const first = { depth, ...removed, html: after.slice(from, ends[depth]!.end) };
  const added = ends.slice(0, depth).map(({ start, end }, depth) => {
    return { depth, elements: 0, characters: 0, html: after.slice(start, end) };
  });
  return [first, ...added.reverse()].filter(hasEffect);
}

/**
 * Encodes changes for `stream.js`, separated by null characters, which HTML can't contain. A change
 * that only adds is written without its two zeros.
 */
export function patchText(patches: readonly HtmlPatch[]): string {
  return patches.map(({ depth, elements, characters, html }) => {
    const removal = elements || characters ? `,${elements},${characters}` : "";
    return `${depth}${removal} ${html}`;
  }).join("\0");
}

function hasEffect({ elements, characters, html }: HtmlPatch): boolean {
  return elements > 0 || characters > 0 || html !== "";
}

/** A tag in HTML. `step` is 1 for an opening tag, −1 for a closing tag, 0 for a void element. */
type Tag = { readonly start: number; readonly end: number; readonly step: -1 | 0 | 1 };

function* tagsOf(html: string, from = 0): Iterable<Tag> {
  for (let start = html.indexOf("<", from); start >= 0;) {
    const end = html.indexOf(">", start) + 1;
    const isVoid = /^<(br|hr|img)\b/.test(html.slice(start, start + 5));
    yield { start, end, step: html[start + 1] === "/" ? -1 : isVoid ? 0 : 1 };
    start = html.indexOf("<", end);
  }
}

/**
 * Where the versions begin to differ, never within a tag or entity, and the elements open there.
 */
function commonPart(before: string, after: string): { cut: number; open: readonly number[] } {
  const length = commonLength(before, after);
  const open: number[] = [];
  let text = 0;
  for (const { start, end, step } of tagsOf(before)) {
    if (end > length) return { cut: textCut(before, text, Math.min(start, length)), open };
    if (step === 1) open.push(start);
    else if (step === -1) open.pop();
    text = end;
  }
  return { cut: textCut(before, text, length), open };
}

function commonLength(a: string, b: string): number {
  const stride = 1024;
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a.slice(length, length + stride) === b.slice(length, length + stride)) {
    length += stride;
  }
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return Math.min(length, limit);
}

function textCut(html: string, from: number, to: number): number {
  const reference = html.lastIndexOf("&", to - 1);
  if (to > 0 && reference >= from && html.indexOf(";", reference) >= to) return reference;
  const last = html.charCodeAt(to - 1);
  return last >= 0xd800 && last <= 0xdbff ? to - 1 : to;
}

/** A part of the HTML. */
type Span = { readonly start: number; readonly end: number };

/**
 * The rest of each element that is open at the cut, indexed by depth: the innermost from the cut
 * on, the others after the child element with the cut.
 */
function endsOf(html: string, cut: number, depth: number): Span[] {
  const spans: Span[] = [];
  let level = 0;
  let start = cut;
  for (const tag of tagsOf(html, cut)) {
    level += tag.step;
    if (level >= 0) continue;
    spans.unshift({ start, end: tag.start });
    start = tag.end;
    level = 0;
  }
  spans.unshift({ start, end: html.length });
  if (spans.length !== depth + 1) throw new Error("Cannot compare HTML that is not well-formed");
  return spans;
}

/** Counts the child elements in balanced HTML, and the characters of text before the first one. */
function contentOf(html: string): Pick<HtmlPatch, "elements" | "characters"> {
  let level = 0;
  let elements = 0;
  let text = html.length;
  for (const { start, step } of tagsOf(html)) {
    text = Math.min(text, start);
    if (level === 0) elements++;
    level += step;
  }
  return { elements, characters: html.slice(0, text).replaceAll(/&[^;]*;/g, "&").length };
}
