import { markdownPayloads } from "./xss_markdown.ts";
import { markupPayloads } from "./xss_markup.ts";

/**
 * Texts that would run a script, fetch something or take over a part of the page if they could
 * break out: every one calls `xss(…)`, asks `evil.example` or the path `x`, or is markup that does
 * not belong where it stands.
 */
export const xssPayloads: readonly string[] = [
  ...new Set([...markupPayloads, ...markdownPayloads]),
];
