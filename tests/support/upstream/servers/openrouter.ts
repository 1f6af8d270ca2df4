import { DONE, finishChunk, type ModelServer, textChunk, usageChunk } from "../model_server.ts";
import { openRouterRefusals } from "../refusals/openrouter.ts";
import { openRouterThinking } from "../thinking_cases.ts";

const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };

/** OpenRouter, a gateway to the models of many servers. */
export const openRouter: ModelServer = {
  name: "OpenRouter",
  read: "2026-11",
  model: "meta-llama/llama-3.1-8b-instruct",
  models: [{ id: "meta-llama/llama-3.1-8b-instruct", context_length: 131_072 }],
  cases: [
    {
      behaviour: "fails in the middle with an error beside an `error` reason",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/damianvtran/local-operator/pull/223",
      reply: {
        stream: [
          textChunk("Hello"),
          {
            ...finishChunk("error"),
            error: {
              code: 502,
              message: "Provider disconnected",
              metadata: { error_type: "provider_unavailable" },
            },
          },
          DONE,
        ],
      },
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
    {
      behaviour: "sends an error and no choices, as if the answer were empty",
      shown: "failed, and asked again by Retry",
      source: "https://github.com/diegosouzapw/OmniRoute/pull/8210",
      reply: {
        stream: [{
          ...usageChunk({}),
          error: { code: 502, message: "Worker local total request limit reached (33/32)" },
        }],
      },
      expected: { text: "", finish: null, error: "upstream_error" },
    },
    {
      behaviour: "sends comments until the model's server begins",
      shown: "a complete answer with its token counts",
      source: "https://openrouter.ai/docs/api-reference/streaming",
      reply: {
        stream: [
          ": OPENROUTER PROCESSING\n\n",
          ": OPENROUTER PROCESSING\n\n",
          textChunk("Hello", { native_finish_reason: null }),
          finishChunk("stop"),
          usageChunk(usage),
          DONE,
        ],
      },
      expected: {
        text: "Hello",
        finish: { reason: "stop" },
        usage: { promptTokens: 9, completionTokens: 3 },
      },
    },
    ...openRouterRefusals,
    ...openRouterThinking,
  ],
};
