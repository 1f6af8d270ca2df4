/**
 * Removes control characters, which could form escape sequences for the terminal, except line ends
 * and tabs.
 */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, "");
}

/** Shortens a text to one line of at most `columns`. */
export function oneLine(text: string, columns: number): string {
  const line = printable(text).replaceAll(/\s+/g, " ").trim();
  if (textWidth(line) <= columns) return line;
  let cut = "";
  let width = 1;
  for (const character of line) {
    width += textWidth(character);
    if (width > columns) break;
    cut += character;
  }
  return `${cut}…`;
}

/** East Asian wide and full-width characters (UAX #11) and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

/** Approximate number of columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width += isWide(character) ? 2 : /[\p{M}\p{Cf}]/u.test(character) ? 0 : 1;
  }
  return width;
}

/** Whether a character takes two columns. Lines may break before and after it. */
export function isWide(character: string): boolean {
  return wide.test(character);
}
