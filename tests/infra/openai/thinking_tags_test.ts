import assert from "node:assert/strict";
import fc from "fast-check";
import { ThinkingTags } from "../../../infra/openai/thinking_tags.ts";

/** Reads a text in pieces. */
function read(pieces: readonly string[]) {
  const tags = new ThinkingTags();
  const parts = [...pieces.map((piece) => tags.push(piece)), tags.flush()];
  return {
    thinking: parts.map(({ thinking }) => thinking).join(""),
    text: parts.map(({ text }) => text).join(""),
    late: tags.takeLateClose(),
  };
}

const texts = [
  { written: "<think>Hm.</think>One", thinking: "Hm.", text: "One" },
  { written: "<think>\nHm.\n</think>\n\nOne", thinking: "Hm.\n", text: "One" },
  { written: "\n<thinking>Hm</thinking>\nOne", thinking: "Hm", text: "One" },
  { written: "<thought>Hm</thought> One", thinking: "Hm", text: "One" },
  { written: "<reasoning>a < b</think></reasoning>One", thinking: "a < b</think>", text: "One" },
  { written: "<think>\n\n</think>\n\nOne", thinking: "", text: "One" },
  { written: "<think>Never closed </thi", thinking: "Never closed </thi", text: "" },
  { written: "One <think>two</think>", thinking: "", text: "One <think>two</think>" },
  { written: "<thinker>One", thinking: "", text: "<thinker>One" },
  { written: "<thi", thinking: "", text: "<thi" },
  { written: "   One", thinking: "", text: "   One" },
  {
    written: "Close it with `</think>`, always.",
    thinking: "",
    text: "Close it with `</think>`, always.",
  },
];

for (const { written, thinking, text } of texts) {
  Deno.test(`ThinkingTags divides ${JSON.stringify(written)}, however it is cut`, () => {
    fc.assert(fc.property(fc.array(fc.nat(written.length)), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), written.length];
      const pieces = places.slice(1).map((end, index) => written.slice(places[index], end));
      const { late, ...divided } = read(pieces);
      assert.equal(late, null);
      assert.deepEqual(divided, { thinking, text });
    }));
  });
}

const lateTexts = [
  { written: "Hm.\n</think>\n\nOne", position: 4, length: 8 },
  { written: "Hm.</thought>\nOne", position: 3, length: 10 },
  { written: "</reasoning>\nOne", position: 0, length: 12 },
];

for (const { written, ...late } of lateTexts) {
  Deno.test(`ThinkingTags finds where the thinking ended in ${JSON.stringify(written)}`, () => {
    fc.assert(fc.property(fc.array(fc.nat(written.length)), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), written.length];
      const pieces = places.slice(1).map((end, index) => written.slice(places[index], end));
      assert.deepEqual(read(pieces), { thinking: "", text: written, late });
    }));
  });
}

Deno.test("ThinkingTags leaves tags in the text when the server sends the thinking apart", () => {
  const tags = new ThinkingTags();
  tags.skip();
  assert.deepEqual(tags.push("<think>One</think>"), { thinking: "", text: "<think>One</think>" });
});
