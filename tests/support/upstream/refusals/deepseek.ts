import { refusal, type ServerCase } from "../model_server.ts";

const source = "https://api-docs.deepseek.com/quick_start/error_codes";

/** How DeepSeek refuses. */
export const deepSeekRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 402 without balance",
    shown: "no credit; the operator can help",
    source,
    reply: {
      status: 402,
      body: {
        error: {
          message: "Insufficient Balance",
          type: "unknown_error",
          param: null,
          code: "invalid_request_error",
        },
      },
    },
    error: "upstream_no_credit",
  }),
  refusal({
    behaviour: "answers 503 while it is overloaded",
    shown: "busy; asked again",
    source,
    reply: { status: 503, body: { error: { message: "Server overloaded" } } },
    error: "upstream_rate_limited",
  }),
];
