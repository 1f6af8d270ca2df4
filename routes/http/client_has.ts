import type { Context } from "hono";

/**
 * Whether the client already has the page with this entity tag (`If-None-Match`, RFC 9110, section
 * 13.1.2). Whether tags are weak doesn't matter.
 */
export function clientHas(c: Context, tag: string): boolean {
  const tags = c.req.header("If-None-Match")?.match(/\*|"[^"]*"/g) ?? [];
  return tags.some((sent) => sent === "*" || tag.endsWith(sent));
}
