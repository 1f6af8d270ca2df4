import { inBrackets } from "./in_brackets.ts";
import { fieldOf, itemsIn, jsonIn, textIn } from "./loose_json.ts";

// A mark is enclosed in private-use characters. It has a kind, and fields, which may be JSON.
const MARK = /\ue200([^\ue200\ue201]*)\ue201/g;
const SEPARATOR = "\ue202";

/** Older marks of sources; they are readable even if no reference explains them. */
const OLD_MARK = /\u3010[^\u3010\u3011]{1,100}\u3011/g;

/**
 * Private-use characters outside of marks, such as those around the words that a source supports.
 */
const STRAY = /[\ue200-\ue20f]/g;

/** References that mean something only within ChatGPT: to search results, pictures, files. */
const INTERNAL = /^turn\d+[a-z_]+\d+(?:,\s*turn\d+[a-z_]+\d+)*$/i;

/** The lines that a citation refers to. */
const LINES = /^L?\d+(?:-L?\d+)?$/i;

/** References to pictures. */
const PICTURE = /turn\d+image\d+/gi;

/** Kinds of marks that stand for pictures. */
const PICTURES = /^i(?:mage\w*)?\ue202/;

/** Fields with text for people; other fields control the display. */
const SHOWN = [
  ...["name", "title", "query", "text", "label", "caption", "alt", "prompt", "prompt_text"],
];

/** A text without marks, and how many pictures the marks stood for. */
export type ReadableText = { readonly text: string; readonly pictures: number };

/**
 * Replaces ChatGPT's marks by readable text: names, links to sources, titles of pictures.
 *
 * @param references The message's `content_references`, which explain the marks.
 */
export function readableMarks(text: string, references: readonly unknown[]): ReadableText {
  if (!/[\ue200-\ue20f\u3010]/.test(text)) return { text, pictures: 0 };
  const byMark = new Map(references.map((reference) => [
    textIn(reference, "matched_text"),
    reference,
  ]));
  let pictures = 0;
  const readable = text.replace(MARK, (mark, inner: string) => {
    const reference = byMark.get(mark);
    const pictureNames = picturesIn(inner, reference);
    pictures += pictureNames.length;
    return altOf(reference) || readMark(inner, reference, pictureNames);
  }).replace(STRAY, "").replace(OLD_MARK, (mark) => {
    const sources = sourcesIn(byMark.get(mark));
    return altOf(byMark.get(mark)) || (sources.length > 0 ? `(${sources.join(", ")})` : mark);
  });
  return { text: readable, pictures };
}

function altOf(reference: unknown): string {
  const alt = textIn(reference, "alt");
  return alt.trim() === "" ? "" : alt;
}

function readMark(inner: string, reference: unknown, pictures: readonly string[]): string {
  // Without a separator, the kind is unknown.
  const [kind = "", ...fields] = inner.includes(SEPARATOR) ? inner.split(SEPARATOR) : ["", inner];
  const words: string[] = [];
  const found = sourcesIn(reference);
  fields.forEach((field, index) => {
    if (isUrl(field)) found.push(link(words.pop() ?? "", field));
    else if (!isLineReference(kind, fields, index)) {
      wordsIn(kind, field).forEach((word) => words.push(word));
    }
  });
  // A link already contains the name.
  const name = isUrl(textIn(reference, "url")) ? "" : nameOf(reference);
  if (words.length === 0 && name !== "") words.push(name);
  const shown = (words.length > 0 ? words : pictures).join(", ");
  if (found.length === 0) return shown;
  return shown === "" ? `(${found.join(", ")})` : `${shown} (${found.join(", ")})`;
}

/** Whether a field has only the lines of a citation from an internal source. */
function isLineReference(kind: string, fields: readonly string[], index: number): boolean {
  return kind.includes("cite") && LINES.test(fields[index]!) &&
    INTERNAL.test(fields[index - 1] ?? "");
}

function wordsIn(kind: string, field: string): string[] {
  // Parses only what looks like JSON: failures are slow, and a text may have many marks.
  const value = /^\s*["[{]/.test(field) ? jsonIn(field) : undefined;
  if (typeof value !== "object" || value === null) {
    return textsIn(typeof value === "string" ? value : field);
  }
  // Its elements are the type, the name, and what distinguishes it from others of that name.
  if (kind === "entity" && Array.isArray(value)) return textsIn(value[1] ?? value);
  const shown = SHOWN.flatMap((name) => textsIn(fieldOf(value, name)));
  return shown.length > 0 ? shown : textsIn(value);
}

/** The texts in a value, or its numbers if it has no text. */
function textsIn(value: unknown): string[] {
  const leaves = [...leavesOf(value)];
  const texts = leaves.filter((leaf) => typeof leaf === "string" && leaf.trim() !== "") as string[];
  if (texts.length === 0) return leaves.filter((leaf) => typeof leaf === "number").map(String);
  return texts.filter((text) => !INTERNAL.test(text));
}

function* leavesOf(value: unknown): Iterable<unknown> {
  if (typeof value !== "object" || value === null) yield value;
  else for (const part of Object.values(value)) yield* leavesOf(part);
}

/** The name of a reference, or of an item in it. */
function nameOf(thing: unknown): string {
  const names = SHOWN.map((name) => fieldOf(thing, name)).filter((name) =>
    typeof name !== "object"
  );
  return names.flatMap(textsIn)[0] ?? "";
}

/** A text for each picture that a mark stands for. */
function picturesIn(inner: string, reference: unknown): string[] {
  const names = itemsIn(reference, "images")
    .map((image) => nameOf(fieldOf(image, "image_result") ?? image));
  const known = inner.match(PICTURE)?.length ?? (PICTURES.test(inner) ? 1 : 0);
  const nameless = Array<string>(Math.max(0, known - names.length)).fill("");
  return [...names, ...nameless].map((name) => inBrackets("Picture", name));
}

/** The sources in a reference: links, or titles of sources without a link. */
function sourcesIn(reference: unknown): string[] {
  const things = [...itemsIn(reference, "items"), ...itemsIn(reference, "sources")];
  const sources = things.flatMap((thing) => {
    const url = textIn(thing, "url");
    if (isUrl(url)) return [link(nameOf(thing), url)];
    return url === "" && nameOf(thing) !== "" ? [nameOf(thing)] : [];
  });
  const url = textIn(reference, "url");
  if (isUrl(url)) sources.push(link(nameOf(reference), url));
  if (sources.length > 0) return sources;
  return itemsIn(reference, "safe_urls").filter((url) => typeof url === "string")
    .filter(isUrl).map((url) => link("", url));
}

function isUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}

/** A Markdown link; without a title its text is the host. */
function link(title: string, url: string): string {
  const { href, host } = new URL(url);
  const text = (title.trim() || host).replace(/\s+/g, " ").replace(/[[\]\\]/g, "\\$&");
  return `[${text}](${href.replace(/[()]/g, (bracket) => bracket === "(" ? "%28" : "%29")})`;
}
