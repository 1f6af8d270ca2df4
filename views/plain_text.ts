import type { Env, Token } from "markdown-it";
import { environmentOf } from "./markdown_environment.ts";

/** Text as HTML, fit for an attribute's value as well. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Text that isn't formatted, with the reason before it. */
export function plainBlock(text: string, note?: string): string {
  const reason = note ? `<p class="note">${escapeHtml(note)}</p>` : "";
  return `${reason}<div class="plain">${plainText(text)}</div>`;
}

/** Text as it was written, as HTML. Its line ends are line feeds. */
export function plainText(text: string): string {
  return escapeHtml(text.replaceAll(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD"));
}

/** The reason why a part of a text isn't formatted; once for each text. */
export function noteOnce(env: Env | undefined): string {
  const environment = environmentOf(env);
  if (environment.isNoted || !environment.plainNote) return "";
  environment.isNoted = true;
  return inlineNote(environment.plainNote);
}

/** The reason within a line. */
export function inlineNote(note: string): string {
  return `<span class="note">${escapeHtml(note)}</span> `;
}

/** TeX as it was written, where it can't be shown as a formula, or not yet. */
export function mathsSource({ block, markup, content, info }: Token): string {
  const code = `<code>${escapeHtml(markup + content + info)}</code>`;
  return block ? `<pre class="maths" tabindex="0">${code}</pre>` : code;
}
