import { hello, helloEnding, type ModelServer } from "../model_server.ts";

/** Together AI. */
export const together: ModelServer = {
  name: "Together",
  read: "2026-11",
  model: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  cases: [
    {
      behaviour: "ends with `eos`",
      shown: "a complete answer",
      source:
        "https://github.com/togethercomputer/together-python/blob/main/src/together/types/common.py",
      reply: helloEnding("eos"),
      expected: hello("stop"),
    },
    {
      behaviour: "ends with `error`",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/togethercomputer/together-python/pull/153",
      reply: helloEnding("error"),
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
  ],
};
