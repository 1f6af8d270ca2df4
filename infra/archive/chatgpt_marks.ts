import { fieldOf, itemsIn, jsonIn, textIn } from "./loose_json.ts";

// Marks stand between private characters: a kind, and fields, which may be JSON.
const MARK = /\ue200([^\ue200\ue201]*)\ue201/g;
const SEPARATOR = "\ue202";

/** As sources were marked before; a person can read it where nothing is known of it. */
const OLD_MARK = /\u3010[^\u3010\u3011]{1,100}\u3011/g;

/** Private characters without a mark, such as those around the words that a source is given for. */
const STRAY = /[\ue200-\ue20f]/g;

/** What fields refer to within ChatGPT alone: search results, lines, files. */
const INTERNAL = /^(?:turn\d+[a-z_]+\d+|L?\d+(?:-L?\d+)?)(?:,(?:turn\d+[a-z_]+\d+))*$/i;

/** Fields of a mark's JSON that a person is shown; others say how. */
const SHOWN = ["name", "title", "query", "text", "label", "caption", "alt", "prompt"];

/**
 * Puts what a person reads in the place of ChatGPT's marks: names, links to sources, searched pictures.
 *
 * @param references The message's `content_references`, which say what a mark reads as.
 */
export function readableMarks(text: string, references: readonly unknown[]): string {
  if (!/[\ue200-\ue20f\u3010]/.test(text)) return text;
  const byMark = new Map(references.map((reference) => [
    textIn(reference, "matched_text"),
    reference,
  ]));
  return text.replace(MARK, (mark, inner: string) => {
    return textIn(byMark.get(mark), "alt") || readMark(inner, linksIn(byMark.get(mark)));
  }).replace(STRAY, "").replace(OLD_MARK, (mark) => {
    const links = linksIn(byMark.get(mark));
    return textIn(byMark.get(mark), "alt") || (links.length > 0 ? `(${links.join(", ")})` : mark);
  });
}

function readMark(inner: string, links: readonly string[]): string {
  const [kind = "", ...fields] = inner.split(SEPARATOR);
  const words: string[] = [];
  const found = [...links];
  for (const field of fields) {
    if (isUrl(field)) found.push(link(words.pop() ?? "", field));
    else words.push(...wordsIn(kind, field));
  }
  const said = words.join(", ");
  if (found.length === 0) return said;
  return said === "" ? `(${found.join(", ")})` : `${said} (${found.join(", ")})`;
}

function wordsIn(kind: string, field: string): string[] {
  if (field.trim() === "" || INTERNAL.test(field)) return [];
  const value = jsonIn(field);
  if (typeof value !== "object" || value === null) return [field];
  // The kind of thing, its name, and what tells it from others.
  if (kind === "entity" && Array.isArray(value)) return textsIn(value[1] ?? value);
  const shown = Array.isArray(value) ? [] : SHOWN.flatMap((name) => textsIn(fieldOf(value, name)));
  return shown.length > 0 ? shown : textsIn(value);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value.trim() === "" || INTERNAL.test(value) ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function linksIn(reference: unknown): string[] {
  const sources = [...itemsIn(reference, "items"), ...itemsIn(reference, "sources"), reference];
  const links = sources.map((source) => ({
    title: textIn(source, "title") || textIn(source, "name"),
    url: textIn(source, "url"),
  })).filter(({ url }) => isUrl(url));
  if (links.length > 0) return links.map(({ title, url }) => link(title, url));
  return itemsIn(reference, "safe_urls").filter((url) => typeof url === "string")
    .filter(isUrl).map((url) => link("", url));
}

function isUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}

/** A link of Markdown; its text is the host where there is no title. */
function link(title: string, url: string): string {
  const { href, host } = new URL(url);
  const text = (title.trim() || host).replace(/\s+/g, " ").replace(/[[\]\\]/g, "\\$&");
  return `[${text}](${href.replace(/[()]/g, (bracket) => bracket === "(" ? "%28" : "%29")})`;
}
