import { htmlOf, MarkdownStream } from "../../../views/markdown/stream.ts";

/** Text that may still grow, as HTML: what a stream that begins at its end goes on from. */
export function renderStreamingMarkdown(text: string): string {
  return htmlOf(new MarkdownStream().render(text));
}
