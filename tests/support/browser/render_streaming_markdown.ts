import { htmlOf, MarkdownStream } from "../../../views/markdown/stream.ts";

/** Renders a growing text as HTML, as a page shows it while it streams. */
export function renderStreamingMarkdown(text: string): string {
  return htmlOf(new MarkdownStream().render(text));
}
