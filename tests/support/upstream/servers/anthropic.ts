import { hello, helloEnding, type ModelServer } from "../model_server.ts";
import { anthropicRefusals } from "../refusals/anthropic.ts";

/** Anthropic's OpenAI-compatible API. */
export const anthropic: ModelServer = {
  name: "Anthropic",
  read: "2026-11",
  model: "claude-sonnet-4-5",
  cases: [
    {
      behaviour: "ends as its own API does, with `model_context_window_exceeded`",
      shown: "cut off at its limit, with Continue",
      source:
        "https://app.unpkg.com/@ai-sdk/anthropic@3.0.58/files/src/map-anthropic-stop-reason.ts",
      reply: helloEnding("model_context_window_exceeded"),
      expected: hello("length"),
    },
    {
      behaviour: "ends as its own API does, with `refusal`",
      shown: "ended by the content filter",
      source:
        "https://app.unpkg.com/@ai-sdk/anthropic@3.0.58/files/src/map-anthropic-stop-reason.ts",
      reply: helloEnding("refusal"),
      expected: hello("content_filter"),
    },
    {
      behaviour: "ends as its own API does, with `pause_turn`",
      shown: "may be incomplete, with the reason and Continue",
      source: "https://github.com/google/adk-python/issues/5394",
      reply: helloEnding("pause_turn"),
      expected: hello("other:pause_turn"),
    },
    ...anthropicRefusals,
  ],
};
