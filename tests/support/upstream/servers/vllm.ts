import { DONE, hello, helloEnding, type ModelServer, textChunk } from "../model_server.ts";
import { vLLMThinking } from "../thinking_cases.ts";
import { vLLMRefusals } from "../refusals/vllm.ts";

/** vLLM. */
export const vLLM: ModelServer = {
  name: "vLLM",
  read: "2026-11",
  model: "Qwen/Qwen3-8B",
  cases: [
    {
      behaviour: "ends with `abort` and `[DONE]` when its engine stops",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/vllm-project/vllm/issues/57082",
      reply: helloEnding("abort"),
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
    {
      behaviour: "sends the last text together with the finish reason",
      shown: "the whole answer, cut off at its limit, with Continue",
      source: "https://github.com/vllm-project/vllm/issues/35705",
      config: { maxTokens: 2 },
      reply: { stream: [textChunk("Hel"), textChunk("lo", { finish_reason: "length" }), DONE] },
      expected: hello("length"),
    },
    {
      behaviour: "sends null as the finish reason to the end",
      shown: "a complete answer",
      source: "https://github.com/vllm-project/vllm/issues/27572",
      reply: helloEnding(null),
      expected: hello("stop"),
    },
    {
      behaviour: "refuses in a stream with status 200, then says `[DONE]`",
      shown: "refused; the log has the reason",
      source: "https://github.com/BerriAI/litellm/pull/32237",
      reply: {
        stream: [
          {
            error: {
              object: "error",
              message: "The model is not multimodal. Please remove image inputs.",
              type: "BadRequestError",
              param: null,
              code: 400,
            },
          },
          DONE,
        ],
      },
      expected: { text: "", finish: null, error: "upstream_rejected" },
    },
    ...vLLMThinking,
    ...vLLMRefusals,
  ],
};
