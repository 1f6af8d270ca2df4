import assert from "node:assert/strict";
import { sampleFragments } from "./sample_fragments.ts";
import { samplePages } from "./sample_pages.ts";

const hostile = `"'></textarea></title><img src=x onerror=alert(1)>&amp;<hx-partial>`;
const harmless =
  "&quot;&#39;&gt;&lt;/textarea&gt;&lt;/title&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;&lt;hx-partial&gt;";

const views = { ...samplePages(hostile), ...sampleFragments(hostile) };
const withoutForeignText = ["retriedAnswer"];

for (const [name, html] of Object.entries(views)) {
  Deno.test(`${name} shows hostile text as text`, () => {
    assert.ok(!html.includes("<img src=x"), html);
    assert.ok(!html.includes(`"'>`), html);
    assert.equal(html.includes(harmless), !withoutForeignText.includes(name), html);
  });
}

Deno.test("views escape everything but an answer's HTML", () => {
  const pages = Object.values(samplePages("text")).join("");
  assert.ok(pages.includes("<p>rendered answer-complete</p>"));
});
