import { chunk, DONE, finishChunk, hello, type ModelServer, textChunk } from "../model_server.ts";

/** Open WebUI's own API, in front of Ollama. */
export const openWebUI: ModelServer = {
  name: "Open WebUI",
  read: "2026-11",
  model: "deepseek-r1:32b",
  cases: [
    {
      behaviour: "sends `stop` with the first, empty chunk of a model that thinks",
      shown: "the whole answer",
      source: "https://github.com/open-webui/open-webui/issues/23921",
      reply: {
        stream: [
          chunk({ delta: { role: "assistant", content: "" }, finish_reason: "stop" }),
          chunk({ delta: { reasoning_content: "Hm" }, finish_reason: null }),
          textChunk("Hello"),
          finishChunk("stop"),
          DONE,
        ],
      },
      expected: hello("stop"),
    },
    {
      behaviour: "sends `stop` with each thought",
      shown: "the whole answer, cut off at its limit, with Continue",
      source: "https://github.com/open-webui/open-webui/issues/16377",
      reply: {
        stream: [
          chunk({ delta: { reasoning_content: "Hm" }, finish_reason: "stop" }),
          textChunk("Hello"),
          finishChunk("length"),
          DONE,
        ],
      },
      expected: hello("length"),
    },
  ],
};
