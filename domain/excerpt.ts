/** Most characters of a sent value that a message repeats. */
const MAX_LENGTH = 60;

/** What can't be seen, or moves what stands beside it: controls, format characters, odd spaces. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/**
 * The beginning of a value that somebody sent, for a message: short, in one line, with what can't be seen
 * as JavaScript would write it.
 */
export function excerpt(text: string): string {
  const start = [...text.slice(0, 2 * MAX_LENGTH)].slice(0, MAX_LENGTH).join("");
  return start.replace(INVISIBLE, escaped) + (start.length < text.length ? "…" : "");
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
