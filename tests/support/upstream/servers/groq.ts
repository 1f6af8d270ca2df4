import {
  DONE,
  finishChunk,
  hello,
  type ModelServer,
  textChunk,
  usageChunk,
} from "../model_server.ts";
import { groqRefusals } from "../refusals/groq.ts";

/** Groq. */
export const groq: ModelServer = {
  name: "Groq",
  read: "2026-11",
  model: "llama-3.3-70b-versatile",
  cases: [
    {
      behaviour: "counts tokens in `x_groq.usage`",
      shown: "a complete answer with its token counts",
      source: "https://github.com/vercel/ai/issues/1651",
      reply: {
        stream: [
          textChunk("Hello"),
          finishChunk("stop", {
            x_groq: {
              id: "req_1",
              usage: {
                prompt_tokens: 23,
                completion_tokens: 19,
                total_tokens: 42,
                total_time: 0.03,
              },
            },
          }),
          DONE,
        ],
      },
      expected: hello("stop", { usage: { promptTokens: 23, completionTokens: 19 } }),
    },
    {
      behaviour: "counts tokens in `x_groq.usage` and once more at the end",
      shown: "cut off at its limit, with Continue and the token counts",
      source: "https://github.com/Portkey-AI/gateway/issues/1338",
      reply: {
        stream: [
          textChunk("Hello"),
          finishChunk("length", {
            x_groq: { usage: { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 } },
          }),
          usageChunk({ prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 }),
          DONE,
        ],
      },
      expected: hello("length", { usage: { promptTokens: 10, completionTokens: 3 } }),
    },
    ...groqRefusals,
  ],
};
