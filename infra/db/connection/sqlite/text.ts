/**
 * Replaces U+0000 with U+FFFD, which is what a page shows for it anyway. Deno's `node:sqlite`
 * stores U+0000 but reads text only up to it. The replacement keeps all positions in the text.
 */
export function sqliteText(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}
