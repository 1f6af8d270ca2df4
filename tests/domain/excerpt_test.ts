import assert from "node:assert/strict";
import fc from "fast-check";
import { excerpt } from "../../domain/excerpt.ts";

Deno.test("excerpt() leaves ordinary text as it is", () => {
  for (const text of ["", "gpt-x", "Straße", "日本語 テスト", "e\u0301", "👩🏽", "a b"]) {
    assert.equal(excerpt(text), text);
  }
});

Deno.test("excerpt() shows invisible characters and those that hide or reverse text", () => {
  const shown = {
    "a\nb\tc\0": "a\\u000ab\\u0009c\\u0000",
    "\x1b[2J": "\\u001b[2J",
    "\u200bname\u202e": "\\u200bname\\u202e",
    "a\u00a0b\u2028c": "a\\u00a0b\\u2028c",
    "half \ud83d": "half \\ud83d",
    "tag \u{e0041}": "tag \\u{e0041}",
  };
  for (const [text, expected] of Object.entries(shown)) assert.equal(excerpt(text), expected);
});

Deno.test("excerpt() is short, one line and well-formed for any input", () => {
  assert.equal(excerpt("x".repeat(60)), "x".repeat(60));
  assert.equal(excerpt("x".repeat(100_000)), `${"x".repeat(60)}…`);
  assert.equal(excerpt("😀".repeat(61)), `${"😀".repeat(60)}…`);
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
    const shown = excerpt(text);
    assert.ok(shown.isWellFormed());
    assert.doesNotMatch(shown, /\p{C}/u);
    assert.ok(shown.length <= 60 * 10 + 1);
  }));
});
