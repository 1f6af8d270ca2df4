import assert from "node:assert/strict";
import { slimSource } from "../../../infra/web/slim_source.ts";
import { lacksBrowser, launchBrowser } from "../../support/browser/browser_site.ts";

const folder = new URL("../../../views/assets/", import.meta.url);

Deno.test("slimSource() drops comments, indentation and needless spaces of a script", () => {
  const source = `// What it does,\n// and why.\n\n  /** More. */\n  go("a // b");\n\n  stop();\n`;
  assert.equal(slimSource("a.js", source), 'go("a // b");stop();');
});

Deno.test("slimSource() writes declarations, parameters and blocks of a script briefly", () => {
  const source = `const [a] = b;\nif (a) {\n  c((it) => it(1) + 2);\n}\nconst text = "a = b";\n`;
  const slim = `let[a]=b;if(a){c(it=>it(1)+2)}let text="a = b";`;
  assert.equal(slimSource("a.js", source), slim);
});

Deno.test("slimSource() writes a stylesheet's rules without the spaces between them", () => {
  const source = "/* Why\n so */\n.a > b,\n.c :is(d, e) {\n  margin: 0 auto;\n  color: red;\n}\n";
  assert.equal(slimSource("a.css", source), ".a>b,.c :is(d,e){margin:0 auto;color:red}");
});

Deno.test({
  name: "slimSource() changes nothing of what a browser makes of our own files",
  ignore: lacksBrowser,
  async fn() {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      for (const { name } of Deno.readDirSync(folder)) {
        const source = Deno.readTextFileSync(new URL(name, folder));
        if (name.endsWith(".css")) {
          const rules = await page.evaluate(rulesOf, source);
          assert.ok(rules.length > 100);
          assert.deepEqual(await page.evaluate(rulesOf, slimSource(name, source)), rules);
        } else if (name.endsWith(".js")) {
          const slim = slimSource(name, source);
          await page.evaluate((script) => void new Function(script), slim);
          assert.deepEqual(literalsOf(slim), literalsOf(source.replaceAll(/^ *\/\/.*/gm, "")));
        }
      }
    } finally {
      await browser.close();
    }
  },
});

/** What a script has in quotes, and its patterns. */
function literalsOf(script: string): string[] {
  return script.match(/"[^"\n]*"|`[^`]*`|(?<=[(?] ?)\/[^\n]+?\/(?=\.)/g)!;
}

/** Runs in the page. Where a value has `var()`, browsers keep its spaces as they were written. */
function rulesOf(css: string): string[] {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(", ", ","));
}
