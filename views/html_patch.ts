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
 * Finds the change that makes one version of growing HTML into the next, as deep in the tree and
 * thus as small as possible: a paragraph, a list or a block of code that has grown costs what is new.
 *
 * @param before Well-formed HTML as the Markdown renderer writes it: every element is closed but for
 * void ones, and `<`, `>` and `&` stand for themselves nowhere.
 * @param after The same, later.
 * @returns `null` when nothing has changed.
 */
export function diffHtml(before: string, after: string): HtmlPatch | null {
  if (before === after) return null;
  const { cut, open } = commonPart(before, after);
  for (let depth = open.length; depth > 0; depth--) {
    const from = open[depth] ?? cut;
    const end = closingTags(before, depth);
    if (end === null || end < from || !after.endsWith(before.slice(end))) continue;
    const afterEnd = after.length - (before.length - end);
    const removed = contentOf(before.slice(from, end));
    if (!removed || afterEnd < from || !contentOf(after.slice(from, afterEnd))) continue;
    return { depth, ...removed, html: after.slice(from, afterEnd) };
  }
  const from = open[0] ?? cut;
  return { depth: 0, ...contentOf(before.slice(from))!, html: after.slice(from) };
}

/** The patch as text: what `stream.js` reads. Zeros that a mere addition has are left out. */
export function patchText({ depth, elements, characters, html }: HtmlPatch): string {
  const removal = elements || characters ? `,${elements},${characters}` : "";
  return `${depth}${removal} ${html}`;
}

/** A tag in HTML: `step` is 1 when it opens an element, −1 when it closes one, 0 for a void one. */
type Tag = { readonly start: number; readonly end: number; readonly step: -1 | 0 | 1 };

function* tagsOf(html: string): Iterable<Tag> {
  for (let start = html.indexOf("<"); start >= 0;) {
    const end = html.indexOf(">", start) + 1;
    const isVoid = /^<(br|hr)\b/.test(html.slice(start, start + 4));
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

/** Where the last `depth` closing tags begin, with nothing but white space among and after them. */
function closingTags(html: string, depth: number): number | null {
  const tags = new RegExp(`(?:</[a-z0-9]+>\\s*){${depth}}$`).exec(html.slice(-depth * 40));
  return tags && html.length - tags[0].length;
}

/** What HTML adds to its parent, or `null` when it is not balanced. */
function contentOf(html: string): Pick<HtmlPatch, "elements" | "characters"> | null {
  let level = 0;
  let elements = 0;
  let text = html.length;
  for (const { start, step } of tagsOf(html)) {
    if (elements === 0) text = start;
    if (level === 0 && step >= 0) elements++;
    level += step;
    if (level < 0) return null;
  }
  if (level > 0) return null;
  return { elements, characters: html.slice(0, text).replaceAll(/&[^;]*;/g, "&").length };
}
