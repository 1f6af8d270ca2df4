import {
  DONE,
  finishChunk,
  hello,
  helloEnding,
  type ModelServer,
  textChunk,
} from "../model_server.ts";

/** Ollama, on the operator's machine. */
export const ollama: ModelServer = {
  name: "Ollama",
  read: "2026-11",
  model: "llama3.2",
  cases: [
    {
      behaviour: "sends an empty finish reason with every chunk (until May 2024)",
      shown: "the whole answer",
      source: "https://github.com/ollama/ollama/issues/4357",
      reply: {
        stream: [
          textChunk("Hel", { finish_reason: "" }),
          textChunk("lo", { finish_reason: "" }),
          finishChunk("stop"),
          DONE,
        ],
      },
      expected: hello("stop"),
    },
    {
      behaviour: "ends at `max_tokens` with `length`",
      shown: "cut off at its limit, with Continue",
      source: "https://github.com/ollama/ollama/pull/5312",
      config: { maxTokens: 1 },
      reply: helloEnding("length"),
      expected: hello("length"),
    },
    {
      behaviour: "closes the stream when the model crashes, without a reason or `[DONE]`",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/maruakshay/miii-cli/pull/71",
      reply: { stream: [textChunk("Hello")] },
      expected: { text: "Hello", finish: null, error: "upstream_broken_off" },
    },
  ],
};
