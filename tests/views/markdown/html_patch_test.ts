import assert from "node:assert/strict";
import { diffHtml, patchText } from "../../../views/markdown/html_patch.ts";

function patch(before: string, after: string): string {
  return patchText(diffHtml(before, after));
}

Deno.test("diffHtml() finds no changes between equal versions", () => {
  assert.equal(patch("<p>a</p>", "<p>a</p>"), "");
});

Deno.test("diffHtml() adds only the new HTML, as deep as possible", () => {
  assert.equal(patch("", "<p>a</p>"), "0 <p>a</p>");
  assert.equal(patch("<p>a</p>", "<p>a b</p>"), "1  b");
  assert.equal(patch("<p>a</p>", "<p>a</p><p>b</p>"), "0 <p>b</p>");
  assert.equal(
    patch("<ul><li>a</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
    "1 <li>b</li>",
  );
  assert.equal(
    patch("<p>a</p><pre><code>x</code></pre>", "<p>a</p><pre><code>x\ny</code></pre>"),
    "2 \ny",
  );
});

Deno.test("diffHtml() ends an element and begins the next one, each at its depth", () => {
  assert.equal(patch("<p>a</p>", "<p>a b</p><p>c</p>"), "1  b\x000 <p>c</p>");
  assert.equal(
    patch(
      "<ul><li>a<ul><li>*b</li></ul></li></ul>",
      "<ul><li>a<ul><li><em>b</em></li><li>c</li></ul></li></ul><p>d</p>",
    ),
    "4,0,2 <em>b</em>\x003 <li>c</li>\x000 <p>d</p>",
  );
});

Deno.test("diffHtml() removes the text after an element, and then the element", () => {
  assert.equal(
    patch("<ul><li>a</li></ul><p>2</p>", "<ul><li>a</li><li>b</li></ul>"),
    "0,2,0 <ul><li>a</li><li>b</li></ul>",
  );
});

Deno.test("diffHtml() removes text that turns out to be markup", () => {
  assert.equal(patch("<p>a **b</p>", "<p>a <strong>b</strong></p>"), "1,0,3 <strong>b</strong>");
  assert.equal(patch("<p>1 &lt;a</p>", "<p>1 <a>x</a></p>"), "1,0,2 <a>x</a>");
});

Deno.test("diffHtml() removes elements together with changed text before them", () => {
  assert.equal(patch("<p>a<em>b</em>c</p>", "<p>a*<em>b</em></p>"), "1,1,0 *<em>b</em>");
  assert.equal(patch("<p>ab<em>b</em>c<br>d</p>", "<p>aX</p>"), "1,2,1 X");
  assert.equal(patch("<p>a</p>", "<h4>a</h4>"), "0,1,0 <h4>a</h4>");
});

Deno.test("diffHtml() doesn't cut within character references or surrogate pairs", () => {
  assert.equal(patch("<p>&amp;</p>", "<p>&lt;</p>"), "1,0,1 &lt;");
  assert.equal(patch("<p>\u{1F600}</p>", "<p>\u{1F601}</p>"), "1,0,2 \u{1F601}");
});
