/**
 * Code as a block of Markdown, whatever is in it.
 *
 * @param language What it is written in, if that is known and can be a name.
 * @returns Nothing for blank code.
 */
export function fenced(code: string, language: unknown = ""): string {
  if (code.trim() === "") return "";
  const longest = (code.match(/`{3,}/g) ?? [])
    .reduce((longest, { length }) => Math.max(longest, length), 2);
  const fence = "`".repeat(longest + 1);
  const name = typeof language === "string" && /^[\w+#-]{1,30}$/.test(language) ? language : "";
  return `${fence}${name === "unknown" ? "" : name}\n${code}\n${fence}`;
}
