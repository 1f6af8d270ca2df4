/** A page that an answer cites: the number in the text is its place in the answer's list, from 1. */
export type Source = {
  /** An `http` or `https` address. */
  readonly url: string;
  /** Empty if the model's server gave none. */
  readonly title: string;
};

/** Most sources of an answer that are kept: more than any answer cites in its text. */
export const MAX_SOURCES = 100;

/** Most UTF-16 code units of a source's address; longer ones are left out. */
export const MAX_SOURCE_URL = 2_000;

/** Most UTF-16 code units of a source's title, which is cut there. */
const LONGEST_TITLE = 200;

/** An address that can stand in Markdown between `<` and `>`. */
const webAddress = /^https?:\/\/[^\s<>\\]+$/i;

/** A source as a server names it, or `null` if its address is none that people could follow. */
export function sourceOf(url: unknown, title: unknown): Source | null {
  if (typeof url !== "string" || url.length > MAX_SOURCE_URL || !webAddress.test(url)) return null;
  const line = typeof title === "string" ? title.replace(/[\p{Cc}\s]+/gu, " ").trim() : "";
  return { url: url.toWellFormed(), title: line.slice(0, LONGEST_TITLE).toWellFormed() };
}

/** Code, in which numbers in brackets cite nothing. */
const code = /(```[^]*?(?:```|$)|`[^`\n]*`)/;

/** A number in brackets that is no link already, and no definition of one. */
const number = /(?<![\\![])\[(\d{1,3})\](?![(:])/g;

/** A Markdown text in which `[1]` links to the first source. (`\[1\]` would be a formula.) */
export function withSourceLinks(text: string, sources: readonly Source[]): string {
  if (sources.length === 0) return text;
  const linked = (mark: string, place: string) => {
    const source = sources[Number(place) - 1];
    return source ? `[[${place}]](<${source.url}>)` : mark;
  };
  return text.split(code)
    .map((part, index) => index % 2 === 1 ? part : part.replaceAll(number, linked)).join("");
}
