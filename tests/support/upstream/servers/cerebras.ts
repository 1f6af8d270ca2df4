import { DONE, finishChunk, hello, type ModelServer, textChunk } from "../model_server.ts";

/** Cerebras Inference. */
export const cerebras: ModelServer = {
  name: "Cerebras",
  read: "2026-11",
  model: "gpt-oss-120b",
  cases: [
    {
      behaviour: "counts cached tokens, and adds the times that it took",
      shown: "a complete answer with its token counts",
      source: "https://inference-docs.cerebras.ai/api-reference/chat-completions",
      reply: {
        stream: [
          textChunk("Hello"),
          finishChunk("stop", {
            usage: {
              prompt_tokens: 12,
              completion_tokens: 10,
              total_tokens: 22,
              prompt_tokens_details: { cached_tokens: 0 },
            },
            time_info: { queue_time: 0.00007, total_time: 0.0222 },
          }),
          DONE,
        ],
      },
      expected: hello("stop", {
        usage: { promptTokens: 12, completionTokens: 10, cachedPromptTokens: 0 },
      }),
    },
  ],
};
