import { wholeCharacters } from "../domain/characters.ts";

/** Most bytes of HTML that a page spends on a message's plain text. */
const MAX_SHOWN_BYTES = 500_000;

/** The part of a text that a page shows: almost always all of it. */
export function shownText(text: string): string {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    bytes += bytesOf(text[index]!);
    if (bytes > MAX_SHOWN_BYTES) return wholeCharacters(text.slice(0, index));
  }
  return text;
}

/** Bytes of the characters that HTML escapes. */
const escapedBytes = new Map([["&", 5], ["<", 4], [">", 4], ['"', 6], ["'", 5]]);

/** Bytes that a UTF-16 code unit takes as HTML in UTF-8. */
function bytesOf(unit: string): number {
  if (unit < "\x80") return escapedBytes.get(unit) ?? 1;
  return unit < "\u0800" ? 2 : 3;
}
