import { hello, helloEnding, type ModelServer } from "../model_server.ts";
import { xAIRefusals } from "../refusals/xai.ts";

/** xAI, with the Grok models. */
export const xAI: ModelServer = {
  name: "xAI",
  read: "2026-11",
  model: "grok-4",
  cases: [
    {
      behaviour: "leaves its thinking out of `completion_tokens`",
      shown: "thinking counted as written",
      source: "https://github.com/vercel/ai/pull/12425",
      reply: helloEnding("stop", {
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 399,
        completion_tokens_details: { reasoning_tokens: 386 },
      }),
      expected: hello("stop", {
        usage: { promptTokens: 12, completionTokens: 387, thinkingTokens: 386 },
      }),
    },
    ...xAIRefusals,
  ],
};
