import { refusal, type ServerCase } from "../model_server.ts";

/** How llama.cpp's server refuses. */
export const llamaCppRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 400 `exceed_context_size_error`",
    shown: "too long; the writer can help",
    source: "https://github.com/ggml-org/llama.cpp/pull/15780",
    reply: {
      status: 400,
      body: {
        error: {
          code: 400,
          message:
            "the request exceeds the available context size. try increasing the context size or enable context shift",
          type: "exceed_context_size_error",
          n_prompt_tokens: 1407,
          n_ctx: 256,
        },
      },
    },
    error: "upstream_too_long",
  }),
];
