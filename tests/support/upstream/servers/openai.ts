import { DONE, finishChunk, type ModelServer, textChunk, usageChunk } from "../model_server.ts";
import { openAIRefusals } from "../refusals/openai.ts";

const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };

/** OpenAI's own API. */
export const openAI: ModelServer = {
  name: "OpenAI",
  read: "2026-11",
  model: "gpt-4o-mini",
  models: [{ id: "gpt-4o-mini", created: 1721172741, owned_by: "system" }],
  cases: [
    {
      behaviour: "ends with `stop`; the token counts come in an event of their own",
      shown: "a complete answer with its token counts",
      source:
        "https://github.com/openai/openai-node/blob/master/src/resources/chat/completions/completions.ts",
      reply: { stream: [textChunk("Hello"), finishChunk("stop"), usageChunk(usage), DONE] },
      expected: {
        text: "Hello",
        finish: { reason: "stop" },
        usage: { promptTokens: 9, completionTokens: 3 },
      },
    },
    {
      behaviour: "ends at `max_tokens` with `length`",
      shown: "cut off at its limit, with Continue",
      source:
        "https://github.com/openai/openai-node/blob/master/src/resources/chat/completions/completions.ts",
      config: { maxTokens: 1 },
      reply: { stream: [textChunk("Hello"), finishChunk("length"), DONE] },
      expected: { text: "Hello", finish: { reason: "length" } },
    },
    ...openAIRefusals,
  ],
};
