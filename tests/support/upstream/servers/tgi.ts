import { hello, helloEnding, type ModelServer, textChunk } from "../model_server.ts";

/** Text Generation Inference, of Hugging Face. */
export const tgi: ModelServer = {
  name: "Text Generation Inference",
  read: "2026-11",
  model: "tgi",
  cases: [
    {
      behaviour: "ends with `eos_token`",
      shown: "a complete answer",
      source:
        "https://github.com/BerriAI/litellm/blob/main/litellm/litellm_core_utils/core_helpers.py",
      reply: helloEnding("eos_token"),
      expected: hello("stop"),
    },
    {
      behaviour: "ends with `stop_sequence`",
      shown: "a complete answer",
      source:
        "https://github.com/huggingface/huggingface.js/blob/main/packages/inference/src/HfInference.ts",
      reply: helloEnding("stop_sequence"),
      expected: hello("stop"),
    },
    {
      behaviour: "reports an error among the events",
      shown: "failed, with the text so far, Retry and Continue",
      source: "https://github.com/huggingface/text-generation-inference/pull/2668",
      reply: {
        stream: [textChunk("Hello"), {
          error: { message: "Request failed during generation", http_status_code: 500 },
        }],
      },
      expected: { text: "Hello", finish: null, error: "upstream_error" },
    },
  ],
};
