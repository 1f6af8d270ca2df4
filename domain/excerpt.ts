/** Most characters of a value that an error message repeats. */
const MAX_LENGTH = 60;

/**
 * Characters that are invisible or move their neighbours: controls, format characters, odd spaces.
 */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/**
 * The beginning of a value from a request, for an error message: short, on one line, invisible
 * characters as JavaScript escapes.
 */
export function excerpt(text: string): string {
  const start = [...text.slice(0, 2 * MAX_LENGTH)].slice(0, MAX_LENGTH).join("");
  return start.replace(INVISIBLE, escaped) + (start.length < text.length ? "…" : "");
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
