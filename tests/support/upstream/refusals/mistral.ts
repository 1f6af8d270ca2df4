import { mended, type ServerCase } from "../model_server.ts";

/** How Mistral refuses. */
export const mistralRefusals: readonly ServerCase[] = [
  mended({
    behaviour: "answers 422 to parameters that it doesn't know, as FastAPI does",
    shown: "a complete answer, made without them",
    source: "https://github.com/mistralai/platform-docs-public/issues/7",
    config: { frequencyPenalty: 1 },
    isRefused: (body) => "frequency_penalty" in body,
    refusal: {
      status: 422,
      body: {
        object: "error",
        message: JSON.stringify({
          detail: [{
            type: "extra_forbidden",
            loc: ["body", "frequency_penalty"],
            msg: "Extra inputs are not permitted",
            input: 1,
          }],
        }),
        type: "internal_error_proxy",
        param: null,
        code: "1000",
      },
    },
  }),
];
