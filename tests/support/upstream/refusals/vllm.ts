import { mended, type ServerCase } from "../model_server.ts";

/** How vLLM refuses. */
export const vLLMRefusals: readonly ServerCase[] = [
  mended({
    behaviour: "answers 400 to `max_tokens` for which the context has no room",
    shown: "a complete answer, made with the room that is left",
    source: "https://github.com/claude-code-best/claude-code/issues/272",
    config: { maxTokens: 8000 },
    isRefused: ({ max_tokens }) => Number(max_tokens) > 8192 - 1000,
    refusal: {
      status: 400,
      body: {
        error: {
          message:
            "'max_tokens' or 'max_completion_tokens' is too large: 8000. This model's maximum context length is 8192 tokens and your request has 1000 input tokens (8000 > 8192 - 1000).",
          type: "BadRequestError",
          param: null,
          code: 400,
        },
      },
    },
  }),
];
