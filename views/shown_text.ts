import { wholeCharacters } from "../domain/characters.ts";

/** Most bytes that a page takes to show a text as it was written: what it has no room for is left out. */
const MAX_SHOWN_BYTES = 500_000;

/** As much of a text as a page shows: almost always all of it. */
export function shownText(text: string): string {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    bytes += bytesOf(text[index]!);
    if (bytes > MAX_SHOWN_BYTES) return wholeCharacters(text.slice(0, index));
  }
  return text;
}

/** Bytes of those characters that are not themselves in HTML. */
const escapedBytes = new Map([["&", 5], ["<", 4], [">", 4], ['"', 6], ["'", 5]]);

/** What a UTF-16 code unit takes in HTML, in UTF-8. */
function bytesOf(unit: string): number {
  if (unit < "\x80") return escapedBytes.get(unit) ?? 1;
  return unit < "\u0800" ? 2 : 3;
}
