import { mended, type ServerCase } from "../model_server.ts";

/** How vLLM refuses. */
export const vLLMRefusals: readonly ServerCase[] = [
  mended({
    behaviour: "answers 400 to `max_tokens` for which the context has no room",
    shown: "a complete answer, made with the room that is left",
    source: "https://github.com/claude-code-best/claude-code/issues/272",
    config: { maxTokens: 64_000 },
    isRefused: ({ max_tokens }) => Number(max_tokens) > 64_001 - 24_235,
    refusal: {
      status: 400,
      body: {
        error: {
          message:
            "'max_tokens' or 'max_completion_tokens' is too large: 64000. This model's maximum context length is 64001 tokens and your request has 24235 input tokens (64000 > 64001 - 24235).",
          type: "BadRequestError",
          param: null,
          code: 400,
        },
      },
    },
  }),
];
