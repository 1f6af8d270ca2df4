import { DONE, hello, helloEnding, type ModelServer, textChunk } from "../model_server.ts";
import { mistralThinking } from "../thinking_cases.ts";
import { mistralRefusals } from "../refusals/mistral.ts";

/** Mistral's own API. */
export const mistral: ModelServer = {
  name: "Mistral",
  read: "2026-11",
  model: "mistral-small-latest",
  cases: [
    {
      behaviour: "ends with `model_length` when the context is full",
      shown: "cut off at its limit, with Continue",
      source: "https://github.com/laravel/ai/pull/955",
      reply: helloEnding("model_length"),
      expected: hello("length"),
    },
    {
      behaviour: "ends with `error`",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/camel-ai/camel/pull/4267",
      reply: helloEnding("error"),
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
    {
      behaviour: "sends the last text together with the finish reason",
      shown: "the whole answer",
      source: "https://github.com/jeremychone/rust-genai/pull/164",
      reply: { stream: [textChunk("Hel"), textChunk("lo", { finish_reason: "stop" }), DONE] },
      expected: hello("stop"),
    },
    ...mistralThinking,
    ...mistralRefusals,
  ],
};
