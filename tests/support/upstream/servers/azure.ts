import {
  DONE,
  finishChunk,
  hello,
  helloEnding,
  type ModelServer,
  textChunk,
} from "../model_server.ts";
import { azureRefusals } from "../refusals/azure.ts";

/** Azure OpenAI. */
export const azure: ModelServer = {
  name: "Azure OpenAI",
  read: "2026-11",
  model: "gpt-4o",
  cases: [
    {
      behaviour: "begins with the results of its filter, without a choice",
      shown: "a complete answer",
      source: "https://github.com/AbanteAI/archive-old-cli-mentat/issues/429",
      reply: {
        stream: [
          { id: "", object: "", choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
          ...helloEnding("stop").stream!,
        ],
      },
      expected: hello("stop"),
    },
    {
      behaviour: "sends results of its filter without a delta after the finish reason",
      shown: "a complete answer",
      source: "https://github.com/langchain-ai/langchain/issues/18977",
      reply: {
        stream: [
          textChunk("Hello"),
          finishChunk("stop"),
          { id: "", choices: [{ index: 0, finish_reason: null, content_filter_offsets: {} }] },
          DONE,
        ],
      },
      expected: hello("stop"),
    },
    ...azureRefusals,
  ],
};
