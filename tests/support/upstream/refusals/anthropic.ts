import { refusal, type ServerCase } from "../model_server.ts";

/** How Anthropic refuses. */
export const anthropicRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 400 `invalid_request_error` without credit",
    shown: "no credit; the operator can help",
    source: "https://github.com/anthropics/claude-code/issues/66314",
    reply: {
      status: 400,
      body: {
        type: "error",
        error: {
          type: "invalid_request_error",
          message:
            "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
        },
        request_id: "req_1",
      },
    },
    error: "upstream_no_credit",
  }),
  refusal({
    behaviour: "answers 529 `overloaded_error`",
    shown: "busy; asked again",
    source: "https://docs.anthropic.com/en/api/errors",
    reply: {
      status: 529,
      body: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    },
    error: "upstream_rate_limited",
  }),
];
