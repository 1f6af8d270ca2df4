import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import { loadMarkdown, renderMarkdown } from "../../../views/markdown/markdown.ts";
import { HtmlTree } from "../../support/browser/html_tree.ts";
import { variedMarkdown, wildMarkdown } from "../../support/browser/markdown_samples.ts";
import { renderStreamingMarkdown } from "../../support/browser/render_streaming_markdown.ts";

await loadMarkdown();

Deno.test("renderMarkdown() escapes HTML", () => {
  const html = renderMarkdown('<script>alert(1)</script>\n\n<img src=x onerror="alert(1)">');
  assert.ok(!/<(script|img)/.test(html), html);
  assert.match(html, /&lt;script&gt;/);
});

Deno.test("renderMarkdown() links only web and mail addresses", () => {
  const attributes = 'rel="noopener noreferrer nofollow" target="_blank"';
  const cases = [
    ["[a](https://e.com/?a=1&b)", `<a href="https://e.com/?a=1&amp;b" ${attributes}>a</a>`],
    ["<mailto:a@e.com>", `<a href="mailto:a@e.com" ${attributes}>mailto:a@e.com</a>`],
    ["https://e.com/a.", `<a href="https://e.com/a" ${attributes}>https://e.com/a</a>.`],
    ["[a][r]\n\n[r]: http://e.com", `<a href="http://e.com" ${attributes}>a</a>`],
    ["[a](javascript:alert(1))", "[a](javascript:alert(1))"],
    ["[a](/sign-out)", "[a](/sign-out)"],
    ["[a](//e.com)", "[a](//e.com)"],
    ["[a](data:text/html,x)", "[a](data:text/html,x)"],
    ["main.py and a@e.com", "main.py and a@e.com"],
  ];
  for (const [text, html] of cases) assert.equal(renderMarkdown(text!), `<p>${html}</p>`);
});

Deno.test("renderMarkdown() and the stream show a list's tasks as boxes that can't be changed", () => {
  const box = (isDone: boolean) =>
    `<span role="checkbox" aria-checked="${isDone}" aria-disabled="true">` +
    `${isDone ? "☑\uFE0E" : "☐"}</span>`;
  const cases = [
    ["- [x] done", `<ul><li>${box(true)} done</li></ul>`],
    ["- [ ] **to** do", `<ul><li>${box(false)} <strong>to</strong> do</li></ul>`],
    ["1. [X] a\n2. b", `<ol><li>${box(true)} a</li><li>b</li></ol>`],
    ["- [x]", "<ul><li>[x]</li></ul>"],
    ["- [x]y", "<ul><li>[x]y</li></ul>"],
    ["- `[x]` code", "<ul><li><code>[x]</code> code</li></ul>"],
    ["- a\n\n  [x] b", "<ul><li>a<p>[x] b</p></li></ul>"],
    ["[x] no list", "<p>[x] no list</p>"],
  ];
  for (const [text, html] of cases) {
    assert.equal(renderMarkdown(text!), html);
    assert.equal(renderStreamingMarkdown(text!), html);
  }
});

Deno.test("renderMarkdown() turns images into links", () => {
  const html = renderMarkdown("![a *cat*](https://e.com/cat.png) ![](https://e.com/b.png)");
  assert.ok(!html.includes("<img"));
  assert.match(html, /<a href="https:\/\/e.com\/cat.png"[^>]*>a cat<\/a>/);
  assert.match(html, /<a href="https:\/\/e.com\/b.png"[^>]*>https:\/\/e.com\/b.png<\/a>/);
  const linked = renderMarkdown("[![badge](https://e.com/b.svg)](https://e.com)");
  assert.equal(linked.match(/<a /g)?.length, 1);
  assert.match(linked, />badge<\/a>/);
});

Deno.test("renderMarkdown() shows images from allowed origins, and others as links", () => {
  const attributes = 'loading="lazy" decoding="async" referrerpolicy="no-referrer"';
  const image = (src: string, alt: string) => `<img src="${src}" alt="${alt}" ${attributes}>`;
  const shown: [text: string, html: string, images: string[]][] = [
    ["![a *cat*](https://e.com/c.png)", image("https://e.com/c.png", "a cat"), ["https:"]],
    ["![](https://E.com)", image("https://e.com/", ""), ["https://f.com", "https://e.com"]],
    ['![<b>"](https://e.com/?a&b "t")', image("https://e.com/?a&amp;b", "&lt;b&gt;&quot;"), [
      "https:",
    ]],
    ["![a][r]\n\n[r]: https://e.com/r.png", image("https://e.com/r.png", "a"), ["https:"]],
  ];
  for (const [text, html, images] of shown) {
    assert.equal(renderMarkdown(text, { images }), `<p>${html}</p>`);
  }
  const linked = renderMarkdown("[![a](https://e.com/b.svg)](https://e.com)", {
    images: ["https:"],
  });
  assert.match(linked, /^<p><a href="https:\/\/e.com"[^>]*><img [^>]*><\/a><\/p>$/);
  const refused = [
    ...["http://e.com/a.png", "https://e.com.evil.example/a", "https://e.com:8443/a"],
    ...["https://evil@e.com/a", "data:image/png;base64,AAAA", "/assets/a.png", "//e.com/a.png"],
  ];
  for (const url of refused) {
    const html = renderMarkdown(`![a](${url})`, { images: ["https://e.com"] });
    assert.ok(!html.includes("<img"), html);
  }
});

Deno.test("renderMarkdown() lists footnotes at the end, in the order of their references", () => {
  const link = (n: number, id = ` id="ref-m-${n}"`) =>
    `<sup><a href="#note-m-${n}" role="doc-noteref"${id}>[${n}]</a></sup>`;
  const back = (n: number) => ` <a href="#ref-m-${n}" role="doc-backlink">↩\uFE0E</a>`;
  const list = (...items: string[]) => {
    const item = (html: string, index: number) => `<li id="note-m-${index + 1}">${html}</li>`;
    const content = items.map(item).join("");
    return `<section class="footnotes" role="doc-endnotes"><ol>${content}</ol></section>`;
  };
  const cases = [
    ["a[^x]\n\n[^x]: *one*", `<p>a${link(1)}</p>${list(`<em>one</em>${back(1)}`)}`],
    [
      "[^b]: B\n[^a]: A\n\nx[^A] y[^b] z[^a]",
      `<p>x${link(1)} y${link(2)} z${link(1, "")}</p>${list(`A${back(1)}`, `B${back(2)}`)}`,
    ],
    ["a[^x]\n\n[^x]: one\nlazy", `<p>a${link(1)}</p>${list(`one\nlazy${back(1)}`)}`],
    [
      "a[^x]\n\n[^x]: one\n\n    two\n\n    - three\n\nb",
      `<p>a${link(1)}</p><p>b</p>${list(`one<p>two</p><ul><li>three</li></ul>${back(1)}`)}`,
    ],
    ["[^x]:\n    one\n\na", `<p>a</p>${list("one")}`],
    ["[^x]:", list("")],
    ["> [^x]: one\n\na[^x]", `<blockquote></blockquote><p>a${link(1)}</p>${list(`one${back(1)}`)}`],
    [
      "[^x]: - [^y]: two\n\na[^y]",
      `<p>a${link(1)}</p>${list(`two${back(1)}`, "<ul><li></li></ul>")}`,
    ],
    [
      "a[^x]\n\n[^x]: one[^y]\n[^y]: two[^x]",
      `<p>a${link(1)}</p>${list(`one${link(2)}${back(1)}`, `two${link(1, "")}${back(2)}`)}`,
    ],
    ["a[^x]\n\n[^x]: one\n[^x]: more", `<p>a${link(1)}</p>${list(`one${back(1)}`, "more")}`],
    ["`[^x]` \\[^x]\n\n[^x]: one", `<p><code>[^x]</code> [^x]</p>${list("one")}`],
    ["a[^x] b[^ y]\n\n[^ y]: no", "<p>a[^x] b[^ y]</p><p>[^ y]: no</p>"],
  ];
  for (const [text, html] of cases) assert.equal(renderMarkdown(text!, { id: "m" }), html);
  const linked = renderMarkdown("[a[^x]](https://e.com)\n\n[^x]: one");
  assert.match(linked, /^<p><a [^>]*>a\[\^x\]<\/a><\/p>/, "a link holds no other");
});

Deno.test("the stream shows footnotes in place, as plain text", () => {
  const cases = [
    ["a[^x]\n\n[^x]: one", "<p>a[^x]</p><div>[^x]: one</div>"],
    ["a\n[^x]: one\n[^y]: two", "<p>a</p><div>[^x]: one</div><div>[^y]: two</div>"],
    ["[^x]: - one\n\n    two", "<div>[^x]: <ul><li>one</li></ul><p>two</p></div>"],
    ["[^x]:", "<div>[^x]: </div>"],
  ];
  for (const [text, html] of cases) assert.equal(renderStreamingMarkdown(text!), html);
});

Deno.test("renderMarkdown() highlights code in a figure with its language and a copy button", () => {
  const html = renderMarkdown("```js title\nconst a = '<b>';\n```", { copyLabel: "Copy" });
  assert.match(
    html,
    /^<figure class="code"><figcaption><span>js<\/span><button type="button" data-copy>Copy<\/button>/,
  );
  assert.match(html, /<span class="hljs-keyword">const<\/span>/);
  assert.ok(!html.includes("<b>"));
  assert.match(
    renderMarkdown("```nonesuch\na < b\n```"),
    /<pre tabindex="0"><code>a &lt; b\n<\/code><\/pre>/,
  );
  assert.match(renderMarkdown('```"><b>\nx\n```'), /<span>&quot;&gt;&lt;b&gt;<\/span>/);
});

Deno.test("renderMarkdown() keeps all code of any length", () => {
  const line = "const answer = 42; // forty-two\n";
  for (const count of [1, 120, 130, 500, 2000]) {
    for (const code of [line.repeat(count), `${line.repeat(9)}\n`.repeat(count / 9)]) {
      const text = new HtmlTree(renderMarkdown("```js\n" + code + "```")).text;
      assert.equal(text, `js${code}`);
    }
  }
});

Deno.test("renderMarkdown() renders formulas as MathML, as blocks and within text", () => {
  const inline = renderMarkdown("Area \\(\\pi r^2\\) and $5 or $6");
  assert.match(inline, /<p>Area <span class="katex"><math xmlns="[^"]*"><semantics>/);
  assert.match(inline, / and \$5 or \$6<\/p>/);
  for (const block of ["$$x^2$$", "$$\nx^2\n+ y\n$$", "\\[ x^2 \\]", "\\[\nx^2\n\\]"]) {
    assert.match(
      renderMarkdown(block),
      /^<div class="maths" tabindex="0"><span class="katex"><math [^>]*block/,
    );
  }
  assert.match(
    renderMarkdown("- item\n\n  $$\n  x\n  $$\n"),
    /<li>item<div class="maths" tabindex="0">/,
  );
});

Deno.test("renderMarkdown() distinguishes formulas between single dollars from money", () => {
  const formulas = [
    ["$x$", "x"],
    ["Say $x^2$-axis.", "x^2"],
    ["Costs \\$5 for ($\\$5 + a_1 * b_2$).", "\\$5 + a_1 * b_2"],
    ["Of $a +\nb$, and $5", "a +\nb"],
    ["$5 and $10 for $n$th", "n"],
    ["[$x$](https://e.com)", "x"],
  ] as const;
  for (const [text, tex] of formulas) {
    const html = renderMarkdown(text);
    assert.equal(html.match(/<math(?! display)/g)?.length, 1, text);
    assert.ok(html.includes(`<annotation encoding="application/x-tex">${tex}</annotation>`), html);
  }
  const others = [
    ...[
      "$5 and $10",
      "costs $5",
      "a $ b $ c",
      "From $5-$10",
      "US$5 or US$ 6",
      "R$5 e R$ 6",
      "5$ or 6$",
    ],
    ...[
      "\\$x\\$",
      "\\$x$",
      "$x\\$",
      "$ x$",
      "$x $",
      "$$x$",
      "$x$$",
      "$5 or `a$b`",
      "$x\n\ny$",
      "`$x$`",
    ],
  ];
  for (const text of others) assert.doesNotMatch(renderMarkdown(text), /<math/, text);
});

Deno.test("renderMarkdown() adds space after a function's name", () => {
  const space = '<mspace width="0.1667em"/>';
  for (
    const tex of ["\\log n", "\\log_2 n", "\\sin^2 x", "\\lim_{n \\to 0} a", "\\log\\frac{1}{2}"]
  ) {
    const html = renderMarkdown(`\\(${tex}\\)`);
    assert.match(html, new RegExp(`(</mo>|</m(sub|sup|under)>)${space}<m(i|sub|frac)`), tex);
  }
  for (const tex of ["\\log(n)", "\\sin\\left(x\\right)", "\\log_2(n)", "f(\\log)", "\\log = n"]) {
    assert.ok(!renderMarkdown(`\\(${tex}\\)`).includes(space), tex);
  }
});

Deno.test("renderMarkdown() shows formulas that KaTeX refuses as TeX", () => {
  const cases = [
    ["\\(\\frac{1}\\)", "<p><code>\\(\\frac{1}\\)</code></p>"],
    ["$$\\nonesuch<$$", '<pre class="maths" tabindex="0"><code>$$\\nonesuch&lt;$$</code></pre>'],
    ["\\(not closed", "<p>(not closed</p>"],
    ["$$ not *closed*\n\nmore", "<p>$$ not <em>closed</em></p><p>more</p>"],
    ["`\\(a\\)` and `$$a$$`", "<p><code>\\(a\\)</code> and <code>$$a$$</code></p>"],
  ] as const;
  for (const [text, html] of cases) assert.equal(renderMarkdown(text), html);
  const bomb = "\\def\\a#1{#1#1#1#1#1#1#1#1}" + "\\a{".repeat(20) + "x" + "}".repeat(20);
  assert.match(renderMarkdown(`$$${bomb}$$`), /^<pre class="maths" tabindex="0">/);
});

Deno.test("renderMarkdown() writes no styles, scripts or handlers, and loads nothing", () => {
  const evil =
    "\\fcolorbox{red}{blue}{x} \\href{javascript:alert(1)}{y} \\htmlStyle{color:red}{z} " +
    "\\includegraphics{https://e.com/a.png} \\class{a}{b}";
  const texts = [variedMarkdown, `$$${evil}$$`, `\\(${evil}\\)`];
  fc.assert(
    fc.property(fc.oneof(wildMarkdown, fc.constantFrom(...texts)), (text) => {
      const tags = renderMarkdown(text).match(/<[^>]*>/g) ?? [];
      for (const tag of tags) {
        assert.ok(!/ (style|src|srcset|on\w+|formaction)=/.test(tag), tag);
        assert.ok(!/ id="(?!(note|ref)--\d+")/.test(tag), tag);
        assert.ok(!/^<(script|style|img|iframe|link|meta|form|input|object|svg)\b/.test(tag), tag);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("renderMarkdown() writes well-formed HTML for any text", () => {
  fc.assert(
    fc.property(wildMarkdown, (text) => {
      const html = renderMarkdown(text);
      assert.equal(new HtmlTree(html).toString(), html);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("renderMarkdown() aligns tables by class and ranks headings below the page's", () => {
  const html = renderMarkdown(
    "# One\n\n###### Six\n\n| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n",
  );
  assert.match(html, /^<h3>One<\/h3><h6>Six<\/h6><div class="table" tabindex="0"><table>/);
  assert.match(html, /<td>1<\/td><td class="center">2<\/td><td class="right">3<\/td>/);
});

Deno.test("renderMarkdown() never takes long, even for hostile texts", () => {
  const size = 50_000;
  const fenced = (language: string, run: string) => {
    return "```" + language + "\n" + run.repeat(size / run.length) + "\n```";
  };
  const texts = [
    ...[
      fenced("java", "a"),
      fenced("csharp", "foo bar "),
      fenced("ini", "a."),
      fenced("ruby", "\n"),
    ],
    ...[
      "*a_ ",
      "\\(",
      "$$a",
      "$a",
      "$a\\ ",
      "[a](",
      "![",
      "`a",
      "> ",
      "- a\n",
      "|a",
      "&#",
      "<a",
      "http://a.b",
    ]
      .map((run) => run.repeat(size / run.length)),
    "\\(x^2\\) ".repeat(size / 8),
    "$x^2$ ".repeat(size / 6),
    `\\(${"\\log_2 n".repeat(500)}\\)`,
    `[^a]: x\n\n${"[^".repeat(size / 2)}`,
    ...["[^a]", "[^a]\t", "[^a]: ", "[^a]:\n", "[^a]: x[^a]\n", "> [^a]: x\n", "- [^a]: x\n"]
      .map((run) => `[^a]: x\n\n${run.repeat(size / run.length)}`),
    Array.from({ length: size / 20 }, (_, i) => `[^${i}]\n\n[^${i}]: x\n`).join("\n"),
    "![a](https://e.com/a.png)".repeat(size / 25),
  ];
  for (const text of texts) {
    const start = process.cpuUsage();
    renderMarkdown(text, { id: crypto.randomUUID(), images: ["https:"] });
    renderStreamingMarkdown(text);
    const took = process.cpuUsage(start).user / 1000;
    // In quadratic time this takes over 10 s; in linear time a slow machine takes 1 s.
    assert.ok(took < 5000, `${JSON.stringify(text.slice(0, 20))} took ${took} ms`);
  }
});
