import assert from "node:assert/strict";
import { sizedModel } from "../../../domain/models/context_sizes.ts";

/** Sizes by name, as `docs/context_sizes.md` shows them. */
const sizes: Readonly<Record<string, number>> = {
  "gpt-4": 8_192,
  "gpt-4-0613": 8_192,
  "gpt-4-turbo": 128_000,
  "gpt-4o-mini": 128_000,
  "gpt-4.1-nano": 1_047_576,
  "gpt-5-chat-latest": 128_000,
  "gpt-5.4": 272_000,
  "o4-mini": 200_000,
  "openai/gpt-oss-120b": 131_072,
  "models/gemini-2.5-flash": 1_048_576,
  "anthropic/claude-sonnet-4.5": 200_000,
  "grok-4-fast": 256_000,
  "grok-3-mini": 131_072,
  "sonar": 127_072,
  "sonar-pro": 200_000,
  "deepseek-chat": 65_536,
  "deepseek-ai/DeepSeek-V4-Pro": 1_000_000,
  "qwen-plus": 131_072,
  "qwen-max-latest": 32_768,
  "Qwen/Qwen3-235B-A22B": 131_072,
  "Qwen/Qwen2.5-72B-Instruct": 32_768,
  "kimi-k2.6": 262_144,
  "moonshotai/Kimi-K2-Instruct": 131_072,
  "glm-4.5-air": 128_000,
  "glm-5": 200_000,
  "meta-llama/Llama-3.3-70B-Instruct": 128_000,
  "accounts/fireworks/models/llama-v3p1-8b-instruct": 128_000,
  "meta-llama/Meta-Llama-3-8B-Instruct": 8_192,
  "mistral-large-latest": 128_000,
  "open-mixtral-8x7b": 32_768,
  "command-r-plus": 128_000,
};

Deno.test("sizedModel() has the size of the model's family, on a public server", () => {
  for (const [name, contextTokens] of Object.entries(sizes)) {
    assert.equal(sizedModel(name, null, { isOwn: false }).contextTokens, contextTokens, name);
  }
});

Deno.test("sizedModel() prefers the size that is given", () => {
  assert.deepEqual(sizedModel("gpt-4o", 4096, { isOwn: false }), {
    name: "gpt-4o",
    contextTokens: 4096,
  });
});

Deno.test("sizedModel() says when the size is a guess", () => {
  const guess = { contextTokens: 8_192, contextIsGuess: true };
  for (const name of ["tiny", "not-gemini", "meta-llama/Meta-Llama-3-8B-Instruct"]) {
    assert.deepEqual(sizedModel(name, null, { isOwn: false }), { name, ...guess });
  }
});

Deno.test("sizedModel() knows of an operator's own server only what models can't differ in", () => {
  for (const name of ["llama3.1:8b", "qwen3:4b", "mistral", "gpt-oss:20b", "deepseek-r1"]) {
    assert.equal(sizedModel(name, null, { isOwn: true }).contextIsGuess, true, name);
  }
  assert.equal(sizedModel("claude-sonnet-4-5", null, { isOwn: true }).contextTokens, 200_000);
});
