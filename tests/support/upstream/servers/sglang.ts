import {
  DONE,
  finishChunk,
  hello,
  helloEnding,
  type ModelServer,
  textChunk,
} from "../model_server.ts";

/** SGLang. */
export const sGLang: ModelServer = {
  name: "SGLang",
  read: "2026-11",
  model: "deepseek-ai/DeepSeek-R1",
  cases: [
    {
      behaviour: "sends null as the finish reason to the end",
      shown: "a complete answer",
      source: "https://github.com/sgl-project/sglang/issues/4550",
      reply: helloEnding(null),
      expected: hello("stop"),
    },
    {
      behaviour: "sends an empty finish reason with every chunk",
      shown: "the whole answer",
      source: "https://github.com/sgl-project/sglang/issues/3912",
      reply: {
        stream: [
          textChunk("Hel", { finish_reason: "", matched_stop: null }),
          textChunk("lo", { finish_reason: "", matched_stop: null }),
          finishChunk("stop"),
          DONE,
        ],
      },
      expected: hello("stop"),
    },
    {
      behaviour: "sends the finish reason twice",
      shown: "cut off at its limit, with Continue",
      source: "https://github.com/sgl-project/sglang/pull/8417",
      reply: {
        stream: [textChunk("Hello", { finish_reason: "length" }), finishChunk("length"), DONE],
      },
      expected: hello("length"),
    },
  ],
};
