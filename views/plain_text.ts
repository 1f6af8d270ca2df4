import type { Env, Token } from "markdown-it";
import { wholeCharacters } from "../domain/answer_feed.ts";
import { environmentOf, type PlainNotes } from "./markdown_environment.ts";

/** Most bytes that a page takes to show a text as it was written: what it has no room for is left out. */
const MAX_SHOWN_BYTES = 500_000;

/** As much of a text as a page shows: almost always all of it. */
export function shownText(text: string): string {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    bytes += bytesOf(text[index]!);
    if (bytes > MAX_SHOWN_BYTES) return wholeCharacters(text.slice(0, index));
  }
  return text;
}

/** Bytes of those characters that are not themselves in HTML. */
const escapedBytes = new Map([["&", 5], ["<", 4], [">", 4], ['"', 6], ["'", 5]]);

/** What a UTF-16 code unit takes in HTML, in UTF-8. */
function bytesOf(unit: string): number {
  if (unit < "\x80") return escapedBytes.get(unit) ?? 1;
  return unit < "\u0800" ? 2 : 3;
}

/** Text as HTML, fit for an attribute's value as well. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Text that isn't formatted, with the reason before it. */
export function plainBlock(text: string, note?: string): string {
  return `${noteBlock(note)}<div class="plain">${plainText(text)}</div>`;
}

/** Text as it was written, as HTML. Its line ends are line feeds. */
export function plainText(text: string): string {
  return escapeHtml(text.replaceAll(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD"));
}

/** The reason why a part of a text isn't formatted; each once for each text. */
export function noteOnce(env: Env | undefined, reason: keyof PlainNotes): string | undefined {
  const environment = environmentOf(env);
  const noted = environment.noted ??= new Set();
  if (noted.has(reason)) return undefined;
  noted.add(reason);
  return environment.plainNotes?.[reason];
}

/** The reason in a paragraph of its own. */
export function noteBlock(note?: string): string {
  return note ? `<p class="note">${escapeHtml(note)}</p>` : "";
}

/** The reason within a line. */
export function inlineNote(note?: string): string {
  return note ? `<i class="aside">${escapeHtml(note)}</i> ` : "";
}

/** TeX as it was written, where it can't be shown as a formula, or not yet. */
export function mathsSource({ block, markup, content, info }: Token): string {
  const code = `<code>${escapeHtml(markup + content + info)}</code>`;
  return block ? `<pre class="maths" tabindex="0">${code}</pre>` : code;
}
