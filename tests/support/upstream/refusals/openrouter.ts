import { refusal, type ServerCase } from "../model_server.ts";

const source = "https://openrouter.ai/docs/api/reference/errors-and-debugging";

/** How OpenRouter refuses: `code` is the HTTP status, also in a stream. */
export const openRouterRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 402 without credits",
    shown: "no credit; the operator can help",
    source,
    reply: { status: 402, body: { error: { code: 402, message: "Insufficient credits" } } },
    error: "upstream_no_credit",
  }),
  refusal({
    behaviour: "answers 403 when moderation flags the words",
    shown: "the words are refused; the writer can help",
    source,
    reply: {
      status: 403,
      body: {
        error: {
          code: 403,
          message: "openai/gpt-4o requires moderation on OpenRouter. Your input was flagged",
          metadata: { reasons: ["violence"], flagged_input: "What is an API key?" },
        },
      },
    },
    error: "upstream_prompt_filtered",
  }),
  refusal({
    behaviour: "sends the error in the stream when credits end",
    shown: "no credit; the operator can help",
    source,
    reply: {
      stream: [": OPENROUTER PROCESSING\n\n", {
        error: { code: 402, message: "Payment required" },
      }],
    },
    error: "upstream_no_credit",
  }),
];
