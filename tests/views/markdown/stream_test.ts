import assert from "node:assert/strict";
import fc from "fast-check";
import { patchText } from "../../../views/markdown/html_patch.ts";
import {
  diffVersions,
  EMPTY_VERSION,
  htmlOf,
  MarkdownStream,
  settledLength,
} from "../../../views/markdown/stream.ts";
import { HtmlTree } from "../../support/browser/html_tree.ts";
import {
  beginnings,
  variedMarkdown,
  wildMarkdown,
} from "../../support/browser/markdown_samples.ts";
import { renderStreamingMarkdown } from "../../support/browser/render_streaming_markdown.ts";

const cuts = fc.array(fc.nat(), { maxLength: 30 });

Deno.test("MarkdownStream renders any text in any pieces as if it came at once", () => {
  fc.assert(
    fc.property(wildMarkdown, cuts, (text, cuts) => {
      const stream = new MarkdownStream();
      for (const beginning of beginnings(text, cuts)) {
        const version = stream.render(beginning);
        assert.equal(version.position, beginning.length);
        assert.equal(htmlOf(version), renderStreamingMarkdown(beginning));
        assert.equal(version.closed, new MarkdownStream().render(beginning).closed);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("diffVersions() finds the changes from any version to any later one", () => {
  fc.assert(
    fc.property(wildMarkdown, cuts, (text, cuts) => {
      const stream = new MarkdownStream({ images: ["https:"] });
      const tree = new HtmlTree();
      let version = EMPTY_VERSION;
      for (const beginning of beginnings(text, cuts)) {
        const next = stream.render(beginning);
        tree.apply(patchText(diffVersions(version, next)));
        assert.equal(tree.toString(), htmlOf(next));
        version = next;
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("diffVersions() finds the changes from another stream's version", () => {
  const end = new MarkdownStream().render(variedMarkdown);
  for (let length = 0; length <= variedMarkdown.length; length += 7) {
    const version = new MarkdownStream().render(variedMarkdown.slice(0, length));
    const tree = new HtmlTree(htmlOf(version));
    tree.apply(patchText(diffVersions(version, end)));
    assert.equal(tree.toString(), htmlOf(end));
  }
});

Deno.test("MarkdownStream keeps closed blocks and parses only the text after them", () => {
  const stream = new MarkdownStream();
  const cases: [text: string, closed: number][] = [
    ["First", 0],
    ["First\n", 0],
    ["First\n\n", 1],
    ["First\n\n- item\n\n", 1],
    ["First\n\n- item\n\n2", 1],
    ["First\n\n- item\n\n2nd paragraph", 1],
    ["First\n\n- item\n\n2nd paragraph\n", 2],
    ["First\n\n- item\n\n2nd paragraph\n| a | b |\n", 2],
    ["First\n\n- item\n\n2nd paragraph\n| a | b |\n|---|---|", 2],
    ["First\n\n- item\n\n2nd paragraph\n| a | b |\n|---|---|\n", 3],
  ];
  for (const [text, closed] of cases) assert.equal(stream.render(text).closed, closed, text);
});

Deno.test("MarkdownStream shows formulas as TeX, without Markdown in them", () => {
  assert.equal(
    renderStreamingMarkdown("\\(a_1 * b_2 * c\\)"),
    "<p><code>\\(a_1 * b_2 * c\\)</code></p>",
  );
  assert.equal(renderStreamingMarkdown("$a_1 * b_2 * c$"), "<p><code>$a_1 * b_2 * c$</code></p>");
  const block = "$$\na_1 *x*\n+ b <\n$$\n";
  const html = '<pre class="maths" tabindex="0"><code>$$\na_1 *x*\n+ b &lt;\n$$</code></pre>';
  assert.equal(renderStreamingMarkdown(block), html);
  assert.equal(
    renderStreamingMarkdown("$$\na *b*"),
    '<pre class="maths" tabindex="0"><code>$$\na *b*</code></pre>',
  );
  assert.equal(renderStreamingMarkdown("$$ a *b*\n\nc"), "<p>$$ a <em>b</em></p><p>c</p>");
});

Deno.test("settledLength() leaves out an ambiguous end", () => {
  const settled = ["", "word", "a\n- item", "42 things", "`code`", "a\n```ts\n"];
  for (const text of settled) assert.equal(settledLength(text), text.length, text);
  const unsettled = [
    "a\n|-",
    "a\n|2.",
    "a\n|- [",
    "a\n|- [x",
    "a\n|- [x]",
    "a\n|---|--",
    "a\n|```t",
    "see |https://exam",
    "![a](|https://example.com/a.p",
    "![a](|https://example.com/a.png)",
    "a\n|[^1]: ",
    "|#",
    "a\n|  ",
  ];
  for (const text of unsettled) {
    assert.equal(settledLength(text.replace("|", "")), text.indexOf("|"), text);
  }
});

Deno.test("MarkdownStream shows an image once its address is complete", () => {
  const text = "See ![a](https://e.com/a.png?b=c) and more";
  const sources = new Set<string>();
  for (let length = 0; length <= text.length; length++) {
    const shown = text.slice(0, settledLength(text.slice(0, length)));
    const html = htmlOf(new MarkdownStream({ images: ["https:"] }).render(shown));
    for (const [tag] of html.matchAll(/<img[^>]*>/g)) sources.add(tag);
  }
  assert.deepEqual([...sources], [
    '<img src="https://e.com/a.png?b=c" alt="a" loading="lazy" decoding="async" ' +
    'referrerpolicy="no-referrer">',
  ]);
  assert.ok(!renderStreamingMarkdown(text).includes("<img"));
});

Deno.test("MarkdownStream writes no carriage return for any text", () => {
  fc.assert(fc.property(wildMarkdown, (text) => !renderStreamingMarkdown(text).includes("\r")));
  assert.equal(renderStreamingMarkdown("a&#13;b\r\nc"), "<p>a&#13;b\nc</p>");
});
