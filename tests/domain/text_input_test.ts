import assert from "node:assert/strict";
import { checkName, normalizeName } from "../../domain/accounts/input.ts";
import { checkEmail, normalizeEmail } from "../../domain/accounts/email_address.ts";
import type { AppError } from "../../domain/app_error.ts";
import {
  MAX_MESSAGE_LENGTH,
  normalizeMessage,
  normalizeSystemMessage,
} from "../../domain/text_input.ts";
import { normalizeTitle, titleProblem } from "../../domain/chats/title.ts";

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

Deno.test("normalizeMessage() changes only line ends", () => {
  assert.equal(normalizeMessage("  a\r\nb\rc\n"), "  a\nb\nc\n");
});

Deno.test("a text with half a surrogate pair is refused, naming its field", () => {
  for (const half of ["half \ud83d", "\ude00 half", "\ude00\ud83d"]) {
    refuses("message", () => normalizeMessage(half));
    refuses("system", () => normalizeSystemMessage(half));
    assert.match(String(titleProblem(normalizeTitle(half))), /broken character/);
    assert.match(String(checkName(normalizeName(half))), /broken character/);
    assert.notEqual(checkEmail(normalizeEmail(`${half}@example.com`)), null);
  }
  assert.equal(normalizeMessage("whole \ud83d\ude00"), "whole 😀");
});
