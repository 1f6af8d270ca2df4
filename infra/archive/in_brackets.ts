/** A text in place of something that an export lacks: its kind, and its name if known. */
export function inBrackets(what: string, name: string): string {
  const line = name.replace(/\s+/g, " ").trim();
  return line === "" ? `[${what}]` : `[${what}: ${line}]`;
}
