import assert from "node:assert/strict";
import fc from "fast-check";
import { repeatedLength, RepetitionTrim } from "../../../domain/answers/repetition_trim.ts";

const cases: readonly [text: string, news: string, whole: string][] = [
  ["It was a dark and", "dark and stormy night", "It was a dark and stormy night"],
  ["It was a dark and", " dark and stormy night", "It was a dark and stormy night"],
  ["The quick brown fo", "brown fox jumps", "The quick brown fox jumps"],
  ["Once upon", "Once upon a time", "Once upon a time"],
  ["昔々あるところに", "あるところにおじいさんが", "昔々あるところにおじいさんが"],
  // Texts that may really come next.
  ["Hel", "lo there", "Hello there"],
  ["very", " very good", "very very good"],
  ["coo", "oooool", "coo" + "oooool"],
  ["      }\n    }\n", "    }\n  }\n", "      }\n    }\n    }\n  }\n"],
  ["| 1 | none |\n".repeat(2), "| 1 | none |\n| 2", "| 1 | none |\n".repeat(3) + "| 2"],
  ["never ever never ever", " never ever", "never ever never ever never ever"],
  ["reformat", "formatted", "reformatformatted"],
];

Deno.test("RepetitionTrim drops repeated words, and nothing else", () => {
  for (const [text, news, whole] of cases) {
    const trim = new RepetitionTrim(text);
    assert.equal(text + trim.take(news) + trim.flush(), whole);
  }
});

Deno.test("RepetitionTrim drops only the repetition, in whatever pieces it comes", () => {
  const word = fc.constantFrom("a ", "no ", "yes ", "words ", "🙂", "\n", "ab", "surely ", "} ");
  const words = fc.array(word, { maxLength: 12 }).map((all) => all.join(""));
  const cuts = fc.array(fc.nat(40), { maxLength: 8 });
  fc.assert(
    fc.property(words, fc.nat(60), words, cuts, (text, repeated, more, cuts) => {
      const news = text.slice(Math.max(0, text.length - repeated)) + more;
      const trim = new RepetitionTrim(text);
      const said = [...pieces(news, cuts)].map((piece) => trim.take(piece)).join("") +
        trim.flush();
      const length = repeatedLength(text, news);
      assert.equal(said, news.slice(length));
      assert.ok(text.endsWith(news.slice(0, length)));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("RepetitionTrim holds back only what may be a repetition", () => {
  const trim = new RepetitionTrim("It was a dark and");
  assert.equal(trim.take("dark"), "");
  assert.equal(trim.take(" horse"), "dark horse");
  assert.equal(trim.take("It was a dark and"), "It was a dark and");
  assert.equal(new RepetitionTrim("").take("All of it"), "All of it");
});

function* pieces(text: string, cuts: readonly number[]): Generator<string> {
  const at = [...new Set(cuts)].filter((cut) => cut < text.length).sort((a, b) => a - b);
  let from = 0;
  for (const cut of [...at, text.length]) {
    yield text.slice(from, cut);
    from = cut;
  }
}
