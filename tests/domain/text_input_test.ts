import assert from "node:assert/strict";
import type { AppError } from "../../domain/app_error.ts";
import {
  MAX_MESSAGE_LENGTH,
  normalizeMessage,
  normalizeTitle,
  titleFromMessage,
} from "../../domain/text_input.ts";

function refuses(field: string, call: () => unknown) {
  assert.throws(call, (error: AppError) => {
    assert.equal(error.code, "invalid_argument");
    assert.deepEqual(Object.keys(error.details.fields ?? {}), [field]);
    return true;
  });
}

Deno.test("normalizeMessage() refuses blank and too long messages", () => {
  for (const blank of ["", " \n\t", "\u00a0"]) refuses("message", () => normalizeMessage(blank));
  refuses("message", () => normalizeMessage("a".repeat(MAX_MESSAGE_LENGTH + 1)));
  assert.equal(normalizeMessage("a".repeat(MAX_MESSAGE_LENGTH)).length, MAX_MESSAGE_LENGTH);
});

Deno.test("normalizeMessage() keeps the text but for line ends and lone surrogates", () => {
  assert.equal(normalizeMessage("  a\r\nb\rc\n"), "  a\nb\nc\n");
  assert.equal(normalizeMessage("half \ud83d"), "half \ufffd");
});

Deno.test("normalizeTitle() puts a title on one line and refuses blank and too long ones", () => {
  assert.equal(normalizeTitle("  a \n b "), "a b");
  refuses("title", () => normalizeTitle(" \n "));
  refuses("title", () => normalizeTitle("a".repeat(121)));
});

Deno.test("titleFromMessage() takes the first words", () => {
  assert.equal(titleFromMessage("Why is\nthe sky blue?"), "Why is the sky blue?");
  assert.equal(titleFromMessage(`${"word ".repeat(20)}`), `${"word ".repeat(11)}word…`);
  assert.equal(titleFromMessage("a".repeat(100)), `${"a".repeat(60)}…`);
  assert.equal(titleFromMessage("a" + "\u{1F600}".repeat(50)), `a${"\u{1F600}".repeat(29)}…`);
});
