import { hello, helloEnding, type ModelServer } from "../model_server.ts";

/** Zhipu (Z.ai), with the GLM models. */
export const zhipu: ModelServer = {
  name: "Zhipu",
  read: "2026-11",
  model: "glm-4.6",
  cases: [
    {
      behaviour: "ends with `sensitive`",
      shown: "ended by the content filter",
      source:
        "https://github.com/BerriAI/litellm/blob/main/litellm/litellm_core_utils/core_helpers.py",
      reply: helloEnding("sensitive"),
      expected: hello("content_filter"),
    },
    {
      behaviour: "ends with `network_error`",
      shown: "failed, with the text so far, Retry and Continue",
      source:
        "https://github.com/BerriAI/litellm/blob/main/litellm/litellm_core_utils/core_helpers.py",
      reply: helloEnding("network_error"),
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
    {
      behaviour: "ends with `model_context_window_exceeded` when the context is full",
      shown: "cut off at its limit, with Continue",
      source: "https://github.com/anomalyco/opencode/pull/18918",
      reply: helloEnding("model_context_window_exceeded"),
      expected: hello("length"),
    },
  ],
};
