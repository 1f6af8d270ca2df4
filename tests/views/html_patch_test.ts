import assert from "node:assert/strict";
import { diffHtml, patchText } from "../../views/html_patch.ts";

function patch(before: string, after: string): string | null {
  const patch = diffHtml(before, after);
  return patch && patchText(patch);
}

Deno.test("diffHtml() finds nothing where nothing has changed", () => {
  assert.equal(patch("<p>a</p>\n", "<p>a</p>\n"), null);
});

Deno.test("diffHtml() adds only what is new, as deep as it belongs", () => {
  assert.equal(patch("", "<p>a</p>\n"), "0 <p>a</p>\n");
  assert.equal(patch("<p>a</p>\n", "<p>a b</p>\n"), "1  b");
  assert.equal(patch("<p>a</p>\n", "<p>a</p>\n<p>b</p>\n"), "0 <p>b</p>\n");
  assert.equal(
    patch("<ul>\n<li>a</li>\n</ul>\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    "1 <li>b</li>\n",
  );
  assert.equal(
    patch("<p>a</p>\n<pre><code>x</code></pre>\n", "<p>a</p>\n<pre><code>x\ny</code></pre>\n"),
    "2 \ny",
  );
});

Deno.test("diffHtml() takes back text that turns out to be markup", () => {
  assert.equal(patch("<p>a **b</p>", "<p>a <strong>b</strong></p>"), "1,0,3 <strong>b</strong>");
  assert.equal(patch("<p>1 &lt;a</p>", "<p>1 <a>x</a></p>"), "1,0,2 <a>x</a>");
});

Deno.test("diffHtml() takes back elements, with the text before them that changes as well", () => {
  assert.equal(patch("<p>a<em>b</em>c</p>", "<p>a*<em>b</em></p>"), "1,1,0 *<em>b</em>");
  assert.equal(patch("<p>ab<em>b</em>c<br>d</p>", "<p>aX</p>"), "1,2,1 X");
  assert.equal(patch("<p>a</p>\n", "<h4>a</h4>\n"), "0,1,0 <h4>a</h4>\n");
});

Deno.test("diffHtml() cuts neither character references nor surrogate pairs", () => {
  assert.equal(patch("<p>&amp;</p>", "<p>&lt;</p>"), "1,0,1 &lt;");
  assert.equal(patch("<p>\u{1F600}</p>", "<p>\u{1F601}</p>"), "1,0,2 \u{1F601}");
});
