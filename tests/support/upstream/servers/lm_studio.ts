import { type ModelServer, textChunk } from "../model_server.ts";

/** LM Studio, on the operator's machine. */
export const lmStudio: ModelServer = {
  name: "LM Studio",
  read: "2026-11",
  model: "qwen3-8b",
  cases: [
    {
      behaviour: "reports an error twice in one event, without a type",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/zendev-sh/goai/pull/110",
      reply: {
        stream: [
          textChunk("Hello"),
          "event: error\n",
          { error: { message: "Compute error." }, message: "Compute error." },
        ],
      },
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
    {
      behaviour: "ends without a finish reason when the context is full",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/vaadin/flow-components/commit/b88af58",
      reply: { stream: [textChunk("Hello")] },
      expected: { text: "Hello", finish: null, error: "upstream_broken_off" },
    },
  ],
};
