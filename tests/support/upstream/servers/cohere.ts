import { hello, helloEnding, type ModelServer } from "../model_server.ts";

/** Cohere, with the reasons of its own API. */
export const cohere: ModelServer = {
  name: "Cohere",
  read: "2026-11",
  model: "command-r-plus",
  cases: [
    {
      behaviour: "ends as its own API does, with `COMPLETE`",
      shown: "a complete answer",
      source: "https://github.com/mozilla-ai/any-llm/pull/1301",
      reply: helloEnding("COMPLETE"),
      expected: hello("stop"),
    },
    {
      behaviour: "ends as its own API does, with `MAX_TOKENS`",
      shown: "cut off at its limit, with Continue",
      source: "https://github.com/mozilla-ai/any-llm/pull/1301",
      reply: helloEnding("MAX_TOKENS"),
      expected: hello("length"),
    },
    {
      behaviour: "ends as its own API does, with `ERROR_TOXIC`",
      shown: "ended by the content filter",
      source:
        "https://github.com/BerriAI/litellm/blob/main/litellm/litellm_core_utils/core_helpers.py",
      reply: helloEnding("ERROR_TOXIC"),
      expected: hello("content_filter"),
    },
    {
      behaviour: "ends as its own API does, with `TIMEOUT`",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/mozilla-ai/any-llm/pull/1301",
      reply: helloEnding("TIMEOUT"),
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
  ],
};
