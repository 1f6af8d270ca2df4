import { DONE, finishChunk, hello, type ModelServer, textChunk } from "../model_server.ts";
import { llamaCppRefusals } from "../refusals/llama_cpp.ts";

/** llama.cpp's own server. */
export const llamaCpp: ModelServer = {
  name: "llama.cpp",
  read: "2026-11",
  model: "qwen2.5-7b-instruct",
  cases: [
    {
      behaviour: "reports an error in a line `error:` before `[DONE]` (until autumn 2025)",
      shown: "too long, with the text so far, Retry and Continue",
      source: "https://github.com/coddy-project/coddy-agent/pull/106",
      reply: {
        stream: [
          textChunk("Hello"),
          'error: {"code":400,"message":"the request exceeds the available context size. ' +
          'try increasing the context size or enable context shift",' +
          '"type":"invalid_request_error"}\n\n',
          DONE,
        ],
      },
      expected: { text: "Hello", finish: null, error: "upstream_too_long" },
    },
    {
      behaviour: "reports an error among the events",
      shown: "too long, with the text so far, Retry and Continue",
      source: "https://github.com/ggml-org/llama.cpp/pull/16109",
      reply: {
        stream: [textChunk("Hello"), {
          error: { code: 400, message: "the request exceeds the available context size" },
        }],
      },
      expected: { text: "Hello", finish: null, error: "upstream_too_long" },
    },
    {
      behaviour: "puts two events on lines without a blank line between them",
      shown: "the whole answer",
      source: "https://github.com/ggml-org/llama.cpp/issues/14268",
      reply: {
        stream: [
          `data: ${JSON.stringify(textChunk("Hel"))}\n`,
          `data: ${JSON.stringify(textChunk("lo"))}\n`,
          finishChunk("stop"),
          DONE,
        ],
      },
      expected: hello("stop"),
    },
    ...llamaCppRefusals,
  ],
};
