/** Words in the place of what isn't in an export: what it is, and what it is called, if it is. */
export function inBrackets(what: string, name: string): string {
  const line = name.replace(/\s+/g, " ").trim();
  return line === "" ? `[${what}]` : `[${what}: ${line}]`;
}
