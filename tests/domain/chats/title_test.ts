import assert from "node:assert/strict";
import {
  MAX_TITLE_LENGTH,
  normalizeTitle,
  titleFromMessage,
  titleFromModel,
  titleProblem,
} from "../../../domain/chats/title.ts";

Deno.test("normalizeTitle() puts a title on one line; blank and too long titles are refused", () => {
  assert.equal(normalizeTitle("  a \n b "), "a b");
  assert.match(String(titleProblem(normalizeTitle(" \n "))), /blank/);
  assert.match(String(titleProblem("a".repeat(121))), /at most 120/);
  assert.equal(titleProblem("a".repeat(120)), null);
});

Deno.test("titleFromMessage() takes the first words", () => {
  assert.equal(titleFromMessage("Why is\nthe sky blue?"), "Why is the sky blue?");
  assert.equal(titleFromMessage(`${"word ".repeat(20)}`), `${"word ".repeat(11)}word…`);
  assert.equal(titleFromMessage("a".repeat(100)), `${"a".repeat(60)}…`);
  assert.equal(titleFromMessage("a" + "\u{1F600}".repeat(50)), `a${"\u{1F600}".repeat(29)}…`);
});

Deno.test("titleFromModel() takes the first line without a label, quotes and Markdown", () => {
  const titles = {
    "A train to Vienna": "A train to Vienna",
    '"A train to Vienna."': "A train to Vienna",
    "\n\n“Um trem para Viena”\nE mais": "Um trem para Viena",
    "## **Title:** A train": "A train",
    "Título: Um trem": "Um trem",
    "- `deno task` in C# and C++": "deno task in C# and C++",
    "<think>What now?\nA title.</think>\n\nA train": "A train",
    "  spaces\tand \u0007 bells ": "spaces and bells",
    "«旅行の計画»": "旅行の計画",
    "": "",
    " \n ": "",
    "<think>I never stop": "",
    '"..." ': "",
  };
  for (const [text, title] of Object.entries(titles)) assert.equal(titleFromModel(text), title);
  assert.ok(titleFromModel("word ".repeat(100)).length <= MAX_TITLE_LENGTH);
  assert.ok(titleFromModel("x\u{1F600}".repeat(100)).isWellFormed());
});
