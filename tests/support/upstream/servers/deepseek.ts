import { DONE, finishChunk, type ModelServer, textChunk } from "../model_server.ts";
import { deepSeekRefusals } from "../refusals/deepseek.ts";

/** DeepSeek's own API. */
export const deepSeek: ModelServer = {
  name: "DeepSeek",
  read: "2026-11",
  model: "deepseek-chat",
  models: [{ id: "deepseek-chat", owned_by: "deepseek" }],
  cases: [
    {
      behaviour: "sends the comment `: keep-alive` while a request waits for its turn",
      shown: "a complete answer",
      source: "https://api-docs.deepseek.com/quick_start/rate_limit",
      reply: { stream: [": keep-alive\n\n", textChunk("Hello"), finishChunk("stop"), DONE] },
      expected: { text: "Hello", finish: { reason: "stop" } },
    },
    ...deepSeekRefusals,
  ],
};
