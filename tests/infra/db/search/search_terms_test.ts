import assert from "node:assert/strict";
import fc from "fast-check";
import { foldText } from "../../../../domain/search/folded_text.ts";
import { searchWords } from "../../../../domain/search/words.ts";
import { searchedText, termsOf } from "../../../../infra/db/search/search_terms.ts";

const SHELF = "0000m";

/** Runs to the end. @returns the terms, and in how many steps they were made. */
function made(text: string) {
  const work = termsOf(SHELF, text);
  for (let steps = 1;; steps++) {
    const { done, value } = work.next();
    if (done) return { terms: value.trim().split(" "), steps };
  }
}

Deno.test("termsOf() takes small steps through a long text of any kind, and has a last term", () => {
  const han = (from: number) => String.fromCharCode(0x4e00 + from * 7919 % 20_000);
  const hostile = {
    words: Array.from({ length: 150_000 }, (_, i) => i.toString(36)).join(" "),
    pairs: Array.from({ length: 900_000 }, (_, i) => han(i * i)).join(""),
    ligatures: "\ufdfa".repeat(900_000),
    marks: "\u0315\u0300".repeat(450_000),
    symbols: "😀".repeat(450_000),
  };
  for (const [name, text] of Object.entries(hostile)) {
    const { terms, steps } = made(text);
    assert.ok(terms.length <= 10_000, `${name}: ${terms.length} terms`);
    assert.ok(terms.length === 10_000 || steps >= 250, `${name}: ${steps} steps`);
    assert.ok(searchedText(text).length <= 250_000);
  }
});

Deno.test("termsOf() has every word of a text, also across its pieces", () => {
  const part = fc.constantFrom(
    "word ",
    "Ábc",
    "\n",
    "漢字",
    "ひらがな",
    "😀",
    "ﷺ",
    "한글",
    " x ",
    "é",
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 300, maxLength: 1500 }), (parts) => {
      const text = parts.join("");
      const whole = text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "")
        .normalize("NFC").replace(/\s/g, " ");
      assert.equal(foldText(text), whole);
      const terms = new Set(made(text).terms);
      const wanted = [...searchWords(whole)].filter((word) => word.length <= 2);
      for (const word of wanted) {
        const [term] = made(word).terms;
        assert.ok(terms.has(term!), word);
      }
    }),
    { numRuns: 20 },
  );
});
