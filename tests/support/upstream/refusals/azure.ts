import { refusal, type ServerCase } from "../model_server.ts";

/** How Azure OpenAI refuses. */
export const azureRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 400 `content_filter` to words that its filter blocks",
    shown: "the words are refused; the writer can help",
    source: "https://github.com/compl-ai/compl-ai/issues/20",
    reply: {
      status: 400,
      body: {
        error: {
          message:
            "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
          type: null,
          param: "prompt",
          code: "content_filter",
          status: 400,
          innererror: {
            code: "ResponsibleAIPolicyViolation",
            content_filter_result: { violence: { filtered: true, severity: "medium" } },
          },
        },
      },
    },
    error: "upstream_prompt_filtered",
  }),
];
