import assert from "node:assert/strict";
import type { AppError } from "../../../domain/app_error.ts";
import { validateChatConfig } from "../../../domain/models/settings_problems.ts";
import { findModel } from "../../../domain/models/catalog.ts";
import { sampleConfig } from "../../support/app/sample_messages.ts";

Deno.test("validateChatConfig() accepts both ends of every range", () => {
  const low = { temperature: 0, topP: 0, presencePenalty: -2, frequencyPenalty: -2, maxTokens: 1 };
  const high = {
    temperature: 2,
    topP: 1,
    presencePenalty: 2,
    frequencyPenalty: 2,
    n: 8,
    maxTokens: 2 ** 53 - 1,
  };
  for (const config of [low, high]) validateChatConfig({ ...sampleConfig, ...config });
});

Deno.test("validateChatConfig() names every wrong field at once", () => {
  const wrong = {
    ...sampleConfig,
    temperature: 2.1,
    topP: NaN,
    n: 0,
    stop: ["x".repeat(201)],
    maxTokens: 1.5,
    presencePenalty: -3,
    frequencyPenalty: Infinity,
  };
  assert.throws(() => validateChatConfig(wrong), (error: AppError) => {
    assert.equal(error.code, "invalid_argument");
    assert.deepEqual(Object.keys(error.details.fields ?? {}).sort(), [
      "config.frequencyPenalty",
      "config.maxTokens",
      "config.n",
      "config.presencePenalty",
      "config.stop",
      "config.temperature",
      "config.topP",
    ]);
    return true;
  });
});

Deno.test("findModel() names the available models when it is asked for another", () => {
  const small = { name: "small", contextTokens: 1 };
  assert.equal(findModel([small], "small"), small);
  assert.throws(() => findModel([small], "large"), /There is no model large; available: small/);
});
