import { refusal, type ServerCase } from "../model_server.ts";

/** How xAI refuses: its `error` is a sentence, beside a `code` that is one, too. */
export const xAIRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 403 to a team without credit",
    shown: "no credit; the operator can help",
    source: "https://github.com/continuedev/continue/issues/12670",
    reply: {
      status: 403,
      body: {
        code: "The caller does not have permission to execute the specified operation",
        error:
          "Your newly created team doesn't have any credits or licenses yet. You can purchase those on https://console.x.ai/team/1.",
      },
    },
    error: "upstream_no_credit",
  }),
  refusal({
    behaviour: "answers 429 when the credit is used up",
    shown: "no credit; the operator can help; not asked again",
    source: "https://github.com/continuedev/continue/issues/10373",
    reply: {
      status: 429,
      body: {
        code: "Some resource has been exhausted",
        error:
          "Your team 1 has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit.",
      },
    },
    error: "upstream_no_credit",
  }),
  refusal({
    behaviour: "answers 400 to a wrong key",
    shown: "key refused; the operator can help",
    source: "https://github.com/i-am-bee/beeai-framework/issues/447",
    reply: {
      status: 400,
      body: {
        code: "Client specified an invalid argument",
        error:
          "Incorrect API key provided: ba***na. You can obtain an API key from https://console.x.ai.",
      },
    },
    error: "upstream_unauthorized",
  }),
];
