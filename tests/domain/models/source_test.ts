import assert from "node:assert/strict";
import { withSourceLinks } from "../../../domain/models/source.ts";
import { loadMarkdown, renderMarkdown } from "../../../views/markdown/markdown.ts";

const sources = [
  { url: "https://example.com/one?a=(b)", title: "One" },
  { url: "https://example.com/two", title: "" },
];

Deno.test("withSourceLinks() makes links of the numbers in a text, but not of those in code", async () => {
  await loadMarkdown();
  const html = renderMarkdown(
    withSourceLinks("Blue[1][2], `a[1][2]`, [1](https://example.com/x), none[3].", sources),
  );
  assert.deepEqual([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href), [
    "https://example.com/one?a=(b)",
    "https://example.com/two",
    "https://example.com/x",
  ]);
  assert.match(html, />\[1\]<\/a><a [^>]*>\[2\]<\/a>/);
  assert.match(html, /<code>a\[1\]\[2\]<\/code>/);
  assert.match(html, /none\[3\]/);
});

Deno.test("withSourceLinks() leaves a text without sources as it is", () => {
  assert.equal(withSourceLinks("Blue[1]", []), "Blue[1]");
});
