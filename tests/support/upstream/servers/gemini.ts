import { DONE, hello, helloEnding, type ModelServer, textChunk } from "../model_server.ts";
import { geminiRefusals } from "../refusals/gemini.ts";

/** Gemini's OpenAI-compatible API. */
export const gemini: ModelServer = {
  name: "Gemini",
  read: "2026-11",
  model: "gemini-2.5-flash",
  cases: [
    {
      behaviour: "ends with `SAFETY`, the name of its own API",
      shown: "ended by the content filter",
      source: "https://github.com/HKUDS/Vibe-Trading/pull/308",
      reply: helloEnding("SAFETY"),
      expected: hello("content_filter"),
    },
    {
      behaviour: "ends with `SPII`",
      shown: "ended by the content filter",
      source: "https://github.com/HKUDS/Vibe-Trading/pull/308",
      reply: helloEnding("SPII"),
      expected: hello("content_filter"),
    },
    {
      behaviour: "ends with `MAX_TOKENS`",
      shown: "cut off at its limit, with Continue",
      source: "https://github.com/open-learning-exchange/planet/pull/10281",
      reply: helloEnding("MAX_TOKENS"),
      expected: hello("length"),
    },
    {
      behaviour: "leaves its thinking out of `completion_tokens`, but not out of the total",
      shown: "thinking counted as written",
      source: "https://github.com/Clarifai/clarifai-python/pull/978",
      reply: helloEnding("stop", { prompt_tokens: 20, completion_tokens: 424, total_tokens: 1016 }),
      expected: hello("stop", {
        usage: { promptTokens: 20, completionTokens: 996, thinkingTokens: 572 },
      }),
    },
    {
      behaviour: "sends `stop` with every chunk",
      shown: "the whole answer",
      source: "https://github.com/BerriAI/litellm/issues/2195",
      reply: {
        stream: [
          textChunk("Hel", { finish_reason: "stop" }),
          textChunk("lo", { finish_reason: "stop" }),
          DONE,
        ],
      },
      expected: hello("stop"),
    },
    {
      behaviour: "ends with `[DONE]` and no reason",
      shown: "a complete answer",
      source: "https://github.com/jakobdylanc/llmcord/issues/84",
      reply: { stream: [textChunk("Hello"), DONE] },
      expected: hello("stop"),
    },
    ...geminiRefusals,
  ],
};
