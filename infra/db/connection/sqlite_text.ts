/**
 * A text as SQLite gets it. Deno's `node:sqlite` stores U+0000 but reads text only up to it. U+FFFD in
 * its place, which is what a page shows for it anyway, keeps the rest of the text and all positions in it.
 */
export function sqliteText(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}
