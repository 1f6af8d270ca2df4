import type { Env, Token } from "markdown-it";
import { environmentOf, type PlainNotes } from "./environment.ts";

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
