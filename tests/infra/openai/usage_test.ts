import assert from "node:assert/strict";
import { usageEvent } from "../../../infra/openai/usage.ts";

const counts = { prompt_tokens: 10, completion_tokens: 4 };

Deno.test("usageEvent() counts thinking that is only in the total", () => {
  assert.deepEqual(usageEvent({ ...counts, total_tokens: 114 }), {
    type: "usage",
    promptTokens: 10,
    completionTokens: 104,
    thinkingTokens: 100,
  });
});

Deno.test("usageEvent() counts thinking beside the text when it is more, or in the total", () => {
  const usage = (reasoning_tokens: number, total_tokens?: number) =>
    usageEvent({ ...counts, total_tokens, completion_tokens_details: { reasoning_tokens } });
  for (const [reasoning, total, completion] of [[60, undefined, 64], [3, 17, 7], [3, 14, 4]]) {
    const { completionTokens, thinkingTokens } = usage(reasoning!, total)!;
    assert.deepEqual([completionTokens, thinkingTokens], [completion, reasoning]);
  }
  assert.deepEqual(usage(4), {
    type: "usage",
    promptTokens: 10,
    completionTokens: 4,
    thinkingTokens: 4,
  });
});

Deno.test("usageEvent() ignores a total that is smaller, or no count", () => {
  for (const total_tokens of [14, 12, 0, -1, "114", null]) {
    assert.equal(usageEvent({ ...counts, total_tokens })?.completionTokens, 4);
  }
});

Deno.test("usageEvent() finds cached tokens in each server's field", () => {
  const fields = [
    { prompt_tokens_details: { cached_tokens: 8 } },
    { prompt_cache_hit_tokens: 8 },
    { cached_tokens: 8 },
    { cache_read_input_tokens: 8, prompt_tokens_details: null },
  ];
  for (const field of fields) {
    assert.deepEqual(usageEvent({ ...counts, ...field, total_tokens: 14 }), {
      type: "usage",
      promptTokens: 10,
      completionTokens: 4,
      cachedPromptTokens: 8,
    });
  }
});

Deno.test("usageEvent() adds cached tokens to a prompt that leaves them out", () => {
  assert.deepEqual(usageEvent({ ...counts, cache_read_input_tokens: 100, total_tokens: 114 }), {
    type: "usage",
    promptTokens: 110,
    completionTokens: 4,
    cachedPromptTokens: 100,
  });
});

Deno.test("usageEvent() knows nothing from invalid counts, or from zeros", () => {
  for (const [prompt_tokens, completion_tokens] of [["3", 1], [1, -1], [1.5, 1], [0, 0]]) {
    assert.equal(usageEvent({ prompt_tokens, completion_tokens }), null);
  }
});

Deno.test("usageEvent() believes no count whose sum a chat couldn't hold", () => {
  assert.equal(usageEvent({ ...counts, prompt_tokens: 9e15 }), null);
  assert.equal(usageEvent({ ...counts, completion_tokens: 1_000_000_001 }), null);
  assert.equal(usageEvent({ ...counts, total_tokens: 9e15 })?.completionTokens, 4);
});
