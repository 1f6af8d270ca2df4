import { z } from "zod";
import { readTags } from "../../http/entity_tags.ts";

const TAGS = /^\s*(\*|((W\/)?"[^"]*"\s*(,\s*(W\/)?"[^"]*"\s*)*))\s*$/;

/**
 * `If-Match` or `If-None-Match`: entity tags, or `*` for any. Weak tags count as strong ones:
 * proxies make tags weak when they compress a response, but ours name the chat's revision in any
 * encoding.
 */
export const entityTagsField = z.string()
  .regex(TAGS, 'Must be an ETag as it was received, with its quotation marks, such as "7"')
  .meta({ examples: ['"7"'] })
  .transform(readTags)
  .optional();

/** The tag of a chat (RFC 9110, section 8.8.3). */
export function entityTag({ revision }: { readonly revision: number }): string {
  return `"${revision}"`;
}
