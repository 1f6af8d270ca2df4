import assert from "node:assert/strict";
import { RenderedText } from "../../routes/streams/render_jobs.ts";
import { loadMarkdown, renderMarkdown } from "../../views/markdown/markdown.ts";
import { complaintsAboutHtml } from "../support/browser/allowed_html.ts";
import { HtmlTree } from "../support/browser/html_tree.ts";
import { hostileTexts } from "./hostile_texts.ts";

const plainNotes = {
  long: "it is too long",
  much: "it is too much",
  slow: "it took too long",
  failed: "it failed",
};

const texts = hostileTexts(60_000);

await loadMarkdown();

/** Most HTML of a text: formatted, plus plain text with its special characters escaped. */
function mostHtml(text: string): number {
  return 2_000_000 + 5 * text.length;
}

Deno.test("there are at least forty hostile texts", () => {
  assert.ok(Object.keys(texts).length >= 40);
});

for (const [name, text] of Object.entries(texts)) {
  Deno.test(`the HTML of ${name} is bounded and allowed`, () => {
    const html = renderMarkdown(text, { id: "m", plainNotes });
    assert.ok(html.length <= mostHtml(text), `${html.length} for ${text.length}`);
    assert.deepEqual(complaintsAboutHtml(html).slice(0, 3), []);
    assert.equal(new HtmlTree(html).toString(), html);
    const rendered = new RenderedText("", 0, { plainNotes });
    const part = Math.ceil(text.length / 5);
    let bytes = 0;
    for (let from = 0; from < text.length; from += part) {
      const update = rendered.grow(text.slice(from, from + part), true);
      bytes += update?.frame?.length ?? 0;
    }
    // An update comes with at least four code units of text, for which a server sends 150 bytes.
    assert.ok(bytes <= 40 * text.length, `${bytes} bytes for ${text.length}`);
  });
}

Deno.test("text that is too long or too complex is shown as plain text, with the reason", () => {
  const cases: Record<string, [reason: keyof typeof plainNotes, text: string, plain: RegExp]> = {
    "a macro that becomes large": [
      "much",
      `$$\\def\\a{${"x".repeat(4400)}}${"\\a".repeat(195)}$$`,
      /^<p class="note">it is too much<\/p><pre[^>]*><code>\$\$\\def\\a\{x+\}(\\a)+\$\$<\/code>/,
    ],
    "a formula that becomes large": [
      "much",
      `$$\\begin{matrix}${"a&".repeat(2400)}\\end{matrix}$$`,
      /<code>\$\$\\begin\{matrix\}(a&amp;)+/,
    ],
    "the 501st formula": ["much", "$x$ ".repeat(501), /<code>\$x\$<\/code><\/p>$/],
    "a long formula": ["long", `$$${"x".repeat(5001)}$$`, /<code>\$\$x+\$\$<\/code>/],
    "a long paragraph": [
      "long",
      "*a* ".repeat(3000),
      /<span class="plain">(\*a\* ?){3000}<\/span>/,
    ],
    "much code": [
      "much",
      `\`\`\`js\n${"let a;\n".repeat(8000)}\`\`\``,
      /<i class="aside">it is too much<\/i> <\/figcaption><pre[^>]*><code>let a;/,
    ],
    "links that repeat a long address": [
      "much",
      `[a]: https://e.com/${"b".repeat(9000)}\n\n${"[a] ".repeat(40)}`,
      /<i class="aside">it is too much<\/i> a a a/,
    ],
    "many lines": ["long", "# a\n".repeat(10_001), /<div class="plain"># a\n<\/div>$/],
    "a long text": [
      "long",
      "*a*\n\n".repeat(60_000),
      /<\/p><p class="note">.*<div class="plain">\*a\*/s,
    ],
  };
  for (const [name, [reason, text, plain]] of Object.entries(cases)) {
    const html = renderMarkdown(text, { plainNotes });
    assert.match(html, plain, name);
    const notes = Object.values(plainNotes).filter((note) => html.includes(note));
    assert.deepEqual(notes, [plainNotes[reason]], name);
    assert.equal(html.split(plainNotes[reason]).length, 2, name);
    assert.doesNotMatch(renderMarkdown(text), /class="(?:note|aside)"/, name);
  }
});

Deno.test("formulas may define macros that stay small", () => {
  const html = renderMarkdown(
    "$$\\newcommand{\\RR}{\\mathbb{R}}\\newcommand{\\norm}[1]{\\left\\lVert#1\\right\\rVert}" +
      "\\norm{x} \\in \\RR$$",
  );
  assert.match(html, /^<div class="maths" tabindex="0">/);
});

Deno.test("a long list, table or quote is plain while it grows, and formatted at the end", () => {
  for (const line of ["- *a*", "1. *a*", "> *a*", "|*a*|\n|-|"]) {
    const text = line + `\n${line.split("\n")[0]}`.repeat(1200) + "\n";
    const rendered = new RenderedText("", 0, { plainNotes });
    const update = rendered.grow(text, false)!;
    const shown = update.frame!;
    assert.match(shown, /<p class="note">it is too long<\/p><div class="plain">/);
    assert.ok(!shown.includes("<em>"), line);
    assert.ok(renderMarkdown(text).includes("<em>a</em>"), line);
  }
});

Deno.test("a text looks the same however it was cut, even if it becomes too long", () => {
  const samples = [
    "word\n\n" + "- *a*\n".repeat(1100) + "\nthen a paragraph\n\nand more\n",
    "# a\n".repeat(9998) + "*b*\n*c*\n*d*\n*e*\n",
    "a\n\n" + "*b* ".repeat(2600) + "\n\nc\n",
  ];
  for (const text of samples) {
    const from = text.length - 60;
    for (const cut of [from, from + 13, from + 31, from + 47, text.length - 1]) {
      const rendered = new RenderedText(text.slice(0, cut), 0, { plainNotes });
      const tree = new HtmlTree();
      for (const more of ["", text.slice(cut)]) {
        const update = rendered.grow(more, false);
        if (update?.frame) tree.apply(dataOf(update.frame));
      }
      const whole = new HtmlTree();
      whole.apply(dataOf(new RenderedText(text, 0, { plainNotes }).grow("", false)!.frame!));
      assert.equal(String(tree), String(whole));
    }
  }
});

function dataOf(frame: string): string {
  const lines = frame.split("\n").filter((line) => /^data:/.test(line));
  return lines.map((line) => line.replace(/^data: ?/, "")).join("\n");
}
