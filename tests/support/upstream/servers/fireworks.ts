import {
  DONE,
  finishChunk,
  hello,
  helloEnding,
  type ModelServer,
  textChunk,
} from "../model_server.ts";

/** Fireworks AI. */
export const fireworks: ModelServer = {
  name: "Fireworks",
  read: "2026-11",
  model: "accounts/fireworks/models/kimi-k2-instruct",
  cases: [
    {
      behaviour: "counts tokens in the event with the finish reason, for some models",
      shown: "a complete answer with its token counts",
      source: "https://github.com/vercel/ai/pull/16087",
      reply: {
        stream: [
          textChunk("Hello"),
          finishChunk("stop", {
            usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
          }),
          DONE,
        ],
      },
      expected: hello("stop", { usage: { promptTokens: 9, completionTokens: 3 } }),
    },
    {
      behaviour: "counts tokens in an event without a choice, for others, when asked to",
      shown: "a complete answer with its token counts",
      source: "https://github.com/langchain-ai/langchain/pull/36977",
      reply: ({ stream_options }) =>
        helloEnding(
          "stop",
          stream_options?.include_usage
            ? { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }
            : undefined,
        ),
      expected: hello("stop", { usage: { promptTokens: 9, completionTokens: 3 } }),
    },
  ],
};
