import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError } from "../../../domain/app_error.ts";
import {
  assertMessagesFit,
  messageBudget,
  promptTokens,
  tokenWindow,
} from "../../../domain/chats/token_window.ts";
import { randomPath } from "../../support/app/random_path.ts";
import { sampleConfig, sampleQuestion } from "../../support/app/sample_messages.ts";

const model = { name: "fake-model", contextTokens: 1000 };

Deno.test("tokenWindow() is a suffix of the path that begins with a question", () => {
  fc.assert(fc.property(randomPath, fc.nat(2000), (path, budget) => {
    const window = tokenWindow(path, budget);
    assert.deepEqual(window, path.slice(path.length - window.length));
    assert.notEqual(window[0]?.role, "assistant");
  }));
});

Deno.test("tokenWindow() with the system message never exceeds the model's context", () => {
  const config = fc.record({ maxTokens: fc.option(fc.integer({ min: 1, max: 500 })) });
  fc.assert(fc.property(randomPath, fc.nat(200), config, (path, systemTokens, { maxTokens }) => {
    const budget = messageBudget(model, { ...sampleConfig, maxTokens }, systemTokens);
    const window = tokenWindow(path, budget);
    if (budget < 0) return;
    assert.ok(promptTokens(window, systemTokens) + (maxTokens ?? 0) <= model.contextTokens);
  }));
});

Deno.test("tokenWindow() leaves out no message that would fit", () => {
  fc.assert(fc.property(randomPath, fc.nat(2000), (path, budget) => {
    const dropped = path.slice(0, path.length - tokenWindow(path, budget).length);
    const nextQuestion = dropped.findLastIndex(({ role }) => role === "user");
    if (nextQuestion < 0) return;
    const longer = path.slice(nextQuestion);
    assert.ok(promptTokens(longer, 0) - promptTokens([], 0) > budget);
  }));
});

Deno.test("assertMessagesFit() refuses a message over the budget with both numbers", () => {
  assertMessagesFit([ofTokens(96)], 100, model);
  assert.throws(() => assertMessagesFit([ofTokens(97)], 100, model), (error: AppError) => {
    assert.equal(error.code, "message_too_long");
    assert.deepEqual(error.details, { tokens: 97, budget: 96 });
    return true;
  });
});

Deno.test("assertMessagesFit() adds up messages that must be read together", () => {
  assertMessagesFit([ofTokens(40), ofTokens(52)], 100, model);
  assert.throws(() => assertMessagesFit([ofTokens(40), ofTokens(53)], 100, model), {
    message: /^Cannot continue answer: with its question, its 97 tokens exceed the 96/,
  });
});

Deno.test("assertMessagesFit() blames the settings when they leave no room", () => {
  assert.throws(() => assertMessagesFit([ofTokens(1)], 4, model), { code: "invalid_argument" });
});

Deno.test("messageBudget() reserves the reply's tokens, a quarter of a small context by default", () => {
  assert.equal(messageBudget(model, { ...sampleConfig, maxTokens: 100 }, 0), 897);
  assert.equal(messageBudget(model, sampleConfig, 10), 1000 - 250 - 3 - 14);
});

function ofTokens(tokens: number) {
  return sampleQuestion({ id: "question", tokens });
}
