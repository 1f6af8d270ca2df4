import assert from "node:assert/strict";
import { loadAssetFiles } from "../../../infra/web/asset_files.ts";

const folder = new URL("../../../views/assets/", import.meta.url);
const files = await loadAssetFiles(folder, String);
const css = await textOf("parley.css");

/** Text of WCAG 2.2's level AA: criterion 1.4.3; edges of controls: 1.4.11. */
const TEXT = 4.5;
const EDGE = 3;

const pairs: [string, string, number][] = [
  ["text", "page", TEXT],
  ["text", "tint", TEXT],
  ["text", "sunken", TEXT],
  ["muted", "page", TEXT],
  ["muted", "side", TEXT],
  ["muted", "raised", TEXT],
  ["muted", "sunken", TEXT],
  ["accent", "page", TEXT],
  ["on-accent", "accent", TEXT],
  ["danger", "page", TEXT],
  ["danger", "raised", TEXT],
  ["danger", "danger-tint", TEXT],
  ["edge", "raised", EDGE],
  ["edge", "page", EDGE],
  ["accent", "raised", EDGE],
];

for (const [index, scheme] of ["light", "dark"].entries()) {
  const variables = colours(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g, index);
  const syntax = colours(/(hljs-\w+) {\s*color: light-dark\((#\w+), (#\w+)\)/g, index);

  Deno.test(`parley.css has enough contrast when ${scheme}`, () => {
    for (const [front, back, least] of pairs) {
      const ratio = contrast(variables.get(front)!, variables.get(back)!);
      assert.ok(ratio >= least, `${front} on ${back}: ${ratio.toFixed(2)}`);
    }
  });

  Deno.test(`parley.css colours code with enough contrast when ${scheme}`, () => {
    assert.ok(syntax.size >= 4);
    for (const [name, colour] of syntax) {
      const ratio = contrast(colour, variables.get("sunken")!);
      assert.ok(ratio >= TEXT, `${name}: ${ratio.toFixed(2)}`);
    }
  });
}

Deno.test("parley.css has all styles, unchanged", () => {
  for (const { name } of Deno.readDirSync(new URL("styles/", folder))) {
    assert.ok(css.includes(Deno.readTextFileSync(new URL(`styles/${name}`, folder))), name);
  }
});

Deno.test("scripts are served unchanged", async () => {
  for (const { name } of Deno.readDirSync(new URL("scripts/", folder))) {
    const source = await Deno.readTextFile(new URL(`scripts/${name}`, folder));
    assert.equal(await textOf(name), source, name);
  }
});

Deno.test("parley.css loads nothing, and the type in fields is at least 16 px", () => {
  assert.doesNotMatch(css, /url\(|@import|@font-face/);
  assert.match(css, /button,\s*input,\s*select,\s*textarea {\s*font: inherit/);
});

async function textOf(name: string): Promise<string> {
  return new TextDecoder().decode(await files.find(files.url(name))!.body("identity"));
}

function colours(pattern: RegExp, scheme: number): Map<string, string> {
  return new Map([...css.matchAll(pattern)].map((match) => [match[1]!, match[2 + scheme]!]));
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

/** WCAG 2.2's relative luminance of `#rgb` or `#rrggbb`. */
function luminance(hex: string): number {
  const digits = hex.length === 4 ? hex.replaceAll(/[^#]/g, "$&$&") : hex;
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const value = parseInt(digits.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
