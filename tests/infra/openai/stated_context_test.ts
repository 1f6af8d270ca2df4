import assert from "node:assert/strict";
import { statedContext } from "../../../infra/openai/stated_context.ts";
import { readRefusal } from "../../../infra/openai/upstream_refusal.ts";

const sizes: Record<string, number | null> = {
  "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens": 4096,
  "The model is loaded with context length of only 4,096 tokens": 4096,
  "Requested tokens (2285) exceed context window of 2048": 2048,
  "This model's maximum prompt length is 131072 but the request contains 140000 tokens": 131_072,
  "The input token count (9000) exceeds the maximum number of tokens allowed (4096).": 4096,
  "Prompt contains 9000 tokens, too large for model with 4096 maximum context length": 4096,
  "the request exceeds the available context size (4096 tokens), try increasing it": 4096,
  "The prompt of 9000 tokens doesn't fit into the 4096-token context window": 4096,
  "prompt is too long: 210000 tokens > 200000 maximum": 200_000,
  "inputs tokens + max_new_tokens must be <= 4097": 4097,
  "the request exceeds the available context size": null,
  "maximum context length is 4 tokens": null,
};

Deno.test("statedContext() reads the size that a sentence states", () => {
  for (const [message, size] of Object.entries(sizes)) {
    assert.equal(statedContext(message), size, message);
  }
});

Deno.test("readRefusal() reads llama.cpp's n_ctx", () => {
  const error = { message: "the request exceeds the available context size", n_ctx: 8192 };
  assert.equal(readRefusal({ error }, { status: 400 }).contextTokens, 8192);
});
