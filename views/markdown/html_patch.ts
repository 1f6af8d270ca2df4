/**
 * A change at the end of growing HTML. From the root element descend `depth` times to the last child
 * element; there remove what follows the cut, that is the last `elements` child elements with the
 * text around them and then the last `characters` (UTF-16 code units) of text; then append `html`.
 */
export type HtmlPatch = {
  readonly depth: number;
  readonly elements: number;
  readonly characters: number;
  readonly html: string;
};

/**
 * Finds the changes that make one version of growing HTML into the next, as deep in the tree and thus
 * as small as they can be: whatever grows at its end, be it a paragraph, a list in a list or a block
 * of code, costs what is new. The first change may take back what has turned out otherwise; those
 * after it add to the elements around.
 *
 * @param before Well-formed HTML as the Markdown renderer writes it: every element is closed but for
 * void ones, and `<`, `>` and `&` stand for themselves nowhere.
 * @param after The same, later.
 * @returns Changes to apply one after the other; none when both are the same.
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
 * Changes as text, which `stream.js` reads. A null character, which HTML can't have, is between them;
 * the zeros of a mere addition are left out.
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

/** A tag in HTML: `step` is 1 when it opens an element, −1 when it closes one, 0 for a void one. */
type Tag = { readonly start: number; readonly end: number; readonly step: -1 | 0 | 1 };

function* tagsOf(html: string, from = 0): Iterable<Tag> {
  for (let start = html.indexOf("<", from); start >= 0;) {
    const end = html.indexOf(">", start) + 1;
    const isVoid = /^<(br|hr|img)\b/.test(html.slice(start, start + 5));
    yield { start, end, step: html[start + 1] === "/" ? -1 : isVoid ? 0 : 1 };
    start = html.indexOf("<", end);
  }
}

/** Where the versions part, not inside of a tag or character reference, and the elements open there. */
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

/** A stretch of HTML. */
type Span = { readonly start: number; readonly end: number };

/**
 * What follows a cut in each of the elements that are open there, indexed by depth: in the innermost
 * from the cut on, in the others after the child element that the cut is in.
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

/** What balanced HTML adds to its parent: elements, and the text before the first of them. */
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
