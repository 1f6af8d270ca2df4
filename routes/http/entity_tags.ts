/**
 * The entity tags of `If-Match` or `If-None-Match` (RFC 9110, section 13.1), with their quotation
 * marks; `*` stands for any. Whether a tag is weak is left out, because ours are compared weakly.
 */
export function readTags(header: string): string[] {
  return header.match(/\*|"[^"]*"/g) ?? [];
}

/** Whether one of these tags is the given one, which may be weak (RFC 9110, section 8.8.3.2). */
export function hasTag(tags: readonly string[] | undefined, tag: string): boolean {
  const opaque = tag.replace(/^W\//, "");
  return tags?.some((sent) => sent === "*" || sent === opaque) ?? false;
}
