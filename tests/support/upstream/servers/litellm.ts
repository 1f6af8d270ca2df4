import { chunk, DONE, finishChunk, type ModelServer, textChunk } from "../model_server.ts";

/** LiteLLM, a gateway to the models of many servers. */
export const liteLLM: ModelServer = {
  name: "LiteLLM",
  read: "2026-11",
  model: "gpt-4o",
  cases: [
    {
      behaviour: "counts its only choice as number 1 (in 2023)",
      shown: "the whole answer",
      source: "https://github.com/BerriAI/litellm/issues/376",
      reply: {
        stream: [
          textChunk("Hello", { index: 1 }),
          chunk({ index: 1, delta: {}, finish_reason: "stop" }),
          DONE,
        ],
      },
      expected: { text: "Hello", finish: { reason: "stop" } },
    },
    {
      behaviour: "ends with `stop` and no text when the model fails",
      shown: "an answer without text, with Retry",
      source: "https://github.com/BerriAI/litellm/issues/36768",
      reply: { stream: [finishChunk("stop"), DONE] },
      expected: { text: "", finish: { reason: "stop" } },
    },
    {
      behaviour: "passes on an error in the middle as an event",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/BerriAI/litellm/pull/32237",
      reply: {
        stream: [textChunk("Hello"), {
          error: {
            message: "litellm.APIConnectionError: upstream closed",
            type: null,
            code: "500",
          },
        }],
      },
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
  ],
};
