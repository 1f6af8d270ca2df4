import type { Env, Token } from "markdown-it";
import { environmentOf, type PlainNotes } from "./environment.ts";

/** Escapes text for HTML, also within an attribute's value. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A block of text that isn't formatted, with the note before it. */
export function plainBlock(text: string, note?: string): string {
  return `${noteBlock(note)}<div class="plain">${plainText(text)}</div>`;
}

/** Plain text as HTML. Line ends become line feeds. */
export function plainText(text: string): string {
  return escapeHtml(text.replaceAll(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD"));
}

/** The note on why a part isn't formatted, only the first time that a text has this reason. */
export function noteOnce(env: Env | undefined, reason: keyof PlainNotes): string | undefined {
  const environment = environmentOf(env);
  const noted = environment.noted ??= new Set();
  if (noted.has(reason)) return undefined;
  noted.add(reason);
  return environment.plainNotes?.[reason];
}

/** A note as a paragraph. */
export function noteBlock(note?: string): string {
  return note ? `<p class="note">${escapeHtml(note)}</p>` : "";
}

/** A note within a line. */
export function inlineNote(note?: string): string {
  return note ? `<i class="aside">${escapeHtml(note)}</i> ` : "";
}

/** A formula shown as TeX. */
export function mathsSource({ block, markup, content, info }: Token): string {
  const code = `<code>${escapeHtml(markup + content + info)}</code>`;
  return block ? `<pre class="maths" tabindex="0">${code}</pre>` : code;
}
