import { chunk, DONE, hello, helloEnding, type ModelServer, textChunk } from "../model_server.ts";

/** Moonshot AI, with the Kimi models. */
export const moonshot: ModelServer = {
  name: "Moonshot",
  read: "2026-11",
  model: "kimi-k2.5",
  cases: [
    {
      behaviour: "counts tokens in `choices[0].usage`",
      shown: "a complete answer with its token counts",
      source: "https://github.com/earendil-works/pi/issues/2017",
      reply: {
        stream: [
          textChunk("Hello"),
          chunk({
            delta: {},
            finish_reason: "stop",
            usage: {
              prompt_tokens: 19,
              completion_tokens: 13,
              total_tokens: 32,
              cached_tokens: 12,
            },
          }),
          DONE,
        ],
      },
      expected: hello("stop", {
        usage: { promptTokens: 19, completionTokens: 13, cachedPromptTokens: 12 },
      }),
    },
    {
      behaviour: "counts cached tokens in `cached_tokens`, beside the others",
      shown: "the cached tokens beside those read",
      source: "https://github.com/earendil-works/pi/issues/8075",
      reply: helloEnding("stop", {
        prompt_tokens: 19,
        completion_tokens: 13,
        total_tokens: 32,
        cached_tokens: 12,
      }),
      expected: hello("stop", {
        usage: { promptTokens: 19, completionTokens: 13, cachedPromptTokens: 12 },
      }),
    },
  ],
};
