import {
  DONE,
  finishChunk,
  hello,
  helloEnding,
  type ModelServer,
  textChunk,
} from "../model_server.ts";
import { deepSeekRefusals } from "../refusals/deepseek.ts";
import { deepSeekThinking } from "../thinking_cases.ts";

/** DeepSeek's own API. */
export const deepSeek: ModelServer = {
  name: "DeepSeek",
  read: "2026-11",
  model: "deepseek-chat",
  models: [{ id: "deepseek-chat", owned_by: "deepseek" }],
  cases: [
    {
      behaviour: "ends with `insufficient_system_resource` when it is overloaded",
      shown: "failed, with the text so far, Retry and Continue",
      source:
        "https://docs.rs/crate/ds-api/latest/source/src/raw/response/non_streaming/finish_reason.rs",
      reply: helloEnding("insufficient_system_resource"),
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
    {
      behaviour: "counts cached tokens in `prompt_cache_hit_tokens`",
      shown: "the cached tokens beside those read",
      source: "https://github.com/earendil-works/pi/pull/8119",
      reply: helloEnding("stop", {
        prompt_tokens: 900,
        completion_tokens: 3,
        total_tokens: 903,
        prompt_cache_hit_tokens: 832,
        prompt_cache_miss_tokens: 68,
      }),
      expected: hello("stop", {
        usage: { promptTokens: 900, completionTokens: 3, cachedPromptTokens: 832 },
      }),
    },
    {
      behaviour: "sends the comment `: keep-alive` while a request waits for its turn",
      shown: "a complete answer",
      source: "https://api-docs.deepseek.com/quick_start/rate_limit",
      reply: { stream: [": keep-alive\n\n", textChunk("Hello"), finishChunk("stop"), DONE] },
      expected: { text: "Hello", finish: { reason: "stop" } },
    },
    ...deepSeekRefusals,
    ...deepSeekThinking,
  ],
};
