import assert from "node:assert/strict";
import fc from "fast-check";
import { RenderedText, type TextUpdate } from "../../../routes/streams/render_jobs.ts";
import { toBytes } from "../../../routes/http/event_frame.ts";
import { HtmlTree } from "../../support/browser/html_tree.ts";
import {
  beginnings,
  variedMarkdown,
  wildMarkdown,
} from "../../support/browser/markdown_samples.ts";
import { renderStreamingMarkdown } from "../../support/browser/render_streaming_markdown.ts";

const prose =
  "The **event loop** lets a program wait for *many things* without a thread for each; " +
  "see [the guide](https://example.com/guide) or `loop()`. A callback runs to its end, and only " +
  "then is the next one taken, so that a long computation stalls everybody else.\n\n";

const texts = {
  "a short answer": "Yes. Paris is the capital of France.",
  "prose": prose.repeat(8),
  "prose beyond ASCII": "イベントループは、**多くのこと**を一度に待つための仕組みです。\n\n".repeat(
    20,
  ),
  "everything": variedMarkdown.repeat(2),
  "one long list": "- **An item** is about `something`, which is useful\n".repeat(50),
  "short lines": "A line of a poem, say,\nand one more that is longer,\n".repeat(40),
  "a table": "| Name | Year |\n|---|---:|\n" + "| some *name* | 1984 |\n".repeat(60),
  "a block of code": "```ts\n" + "  if (index > 0) swap(heap, index); // up\n".repeat(80) +
    "```\n",
  "a block of 50 KB of code": "```ts\n" +
    "  if (index > 0) swap(heap, index); // up\n".repeat(1200) + "```\n",
};

/** Emphasis that ends late changes everything before it, again and again. */
const unsteady = "*a b c d* e **f g h ".repeat(60) + "**";

/** The bytes that a model's server sends for a token of a few characters. */
function upstreamBytes(content: string): number {
  const chunk = {
    id: "chatcmpl-0123456789",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: "a-model",
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  };
  return new TextEncoder().encode(`data: ${JSON.stringify(chunk)}\n\n`).length;
}

function tokensOf(text: string): string[] {
  return text.match(text.length < 10_000 ? /[^]{1,4}/gu : /[^]{1,20}/gu)!;
}

/** Shows a text token by token. For a long text the tokens are larger, with fewer bytes each. */
function stream(text: string) {
  const rendered = new RenderedText("", 0, {});
  const updates: TextUpdate[] = [];
  for (const token of tokensOf(text)) {
    const update = rendered.grow(token, false);
    if (update) updates.push(update);
  }
  const bytes = updates.reduce((sum, { frame }) => sum + toBytes(frame ?? "").length, 0);
  const upstream = tokensOf(text).reduce((sum, token) => sum + upstreamBytes(token), 0);
  return { bytes, upstream, updates: updates.length, tokens: tokensOf(text).length };
}

for (const [name, text] of Object.entries(texts)) {
  Deno.test(`RenderedText shows ${name} token by token in fewer bytes than a model's server`, () => {
    const { bytes, upstream, updates, tokens } = stream(text);
    const figures = `${bytes} bytes for ${upstream}, ${updates} updates for ${tokens} tokens`;
    assert.ok(bytes < upstream, figures);
    // Text that may still become something else is held back.
    assert.ok(updates > 0.5 * tokens, figures);
  });
}

Deno.test("RenderedText stays within its bytes when everything changes again and again", () => {
  const { bytes, upstream } = stream(unsteady);
  assert.ok(bytes < upstream, `${bytes} bytes for ${upstream}`);
});

Deno.test("RenderedText catches up from any earlier position with the same result", () => {
  fc.assert(
    fc.property(wildMarkdown, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
      const rendered = new RenderedText("", 0, {});
      let given = 0;
      let shown = 0;
      for (const beginning of beginnings(text, cuts)) {
        shown = rendered.grow(beginning.slice(given), false)?.position ?? shown;
        given = beginning.length;
      }
      for (let position = 0; position <= shown; position++) {
        const tree = new HtmlTree(renderStreamingMarkdown(text.slice(0, position)));
        const update = rendered.catchUp(position)!;
        if (update.frame) tree.apply(dataOf(update.frame));
        assert.equal(String(tree), renderStreamingMarkdown(text.slice(0, shown)));
      }
      assert.equal(rendered.catchUp(shown + 1), null);
    }),
    { numRuns: 200 },
  );
});

Deno.test("RenderedText that starts again continues from the shown position", () => {
  for (let position = 0; position < variedMarkdown.length; position += 50) {
    const rendered = new RenderedText(variedMarkdown, position, {});
    const tree = new HtmlTree(renderStreamingMarkdown(variedMarkdown.slice(0, position)));
    const update = rendered.grow("", false)!;
    assert.equal(update.from, position);
    if (update.frame) tree.apply(dataOf(update.frame));
    assert.equal(String(tree), renderStreamingMarkdown(variedMarkdown.slice(0, update.position)));
  }
});

function dataOf(frame: string): string {
  const lines = frame.split("\n").filter((line) => /^data:/.test(line));
  return lines.map((line) => line.replace(/^data: ?/, "")).join("\n");
}
