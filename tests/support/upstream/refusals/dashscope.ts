import { refusal, type ServerCase } from "../model_server.ts";

/** How DashScope refuses. */
export const dashScopeRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 400 `data_inspection_failed` to words that its filter blocks",
    shown: "the words are refused; the writer can help",
    source: "https://github.com/camel-ai/owl/issues/432",
    reply: {
      status: 400,
      body: {
        error: {
          code: "data_inspection_failed",
          param: null,
          message: "Input data may contain inappropriate content.",
          type: "data_inspection_failed",
        },
        request_id: "deab386b",
      },
    },
    error: "upstream_prompt_filtered",
  }),
  refusal({
    behaviour: "answers 400 `data_inspection_failed` about its own answer",
    shown: "the answer is held back; asking in other words can help",
    source: "https://github.com/langgenius/dify-official-plugins/issues/1651",
    reply: {
      status: 400,
      body: {
        error: {
          code: "data_inspection_failed",
          param: null,
          message: "Output data may contain inappropriate content.",
          type: "data_inspection_failed",
        },
      },
    },
    error: "upstream_answer_filtered",
  }),
];
