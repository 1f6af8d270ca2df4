/**
 * Code as a fenced block of Markdown. The fence is longer than any in the code.
 *
 * @param language The code's language; ignored if it isn't a plain name.
 * @returns empty text for blank code.
 */
export function fenced(code: string, language: unknown = ""): string {
  if (code.trim() === "") return "";
  const longest = (code.match(/`{3,}/g) ?? [])
    .reduce((longest, { length }) => Math.max(longest, length), 2);
  const fence = "`".repeat(longest + 1);
  const name = typeof language === "string" && /^[\w+#-]{1,30}$/.test(language) ? language : "";
  return `${fence}${name === "unknown" ? "" : name}\n${code}\n${fence}`;
}
