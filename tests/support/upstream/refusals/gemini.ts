import { refusal, type ServerCase } from "../model_server.ts";

/** How Gemini's OpenAI-compatible API refuses: with Google's errors, in an array. */
export const geminiRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 400 to a wrong key",
    shown: "key refused; the operator can help",
    source: "https://github.com/google/timesketch/pull/3703",
    reply: {
      status: 400,
      body: [{
        error: {
          code: 400,
          message: "API key not valid. Please pass a valid API key.",
          status: "INVALID_ARGUMENT",
          details: [{
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "API_KEY_INVALID",
            domain: "googleapis.com",
          }],
        },
      }],
    },
    error: "upstream_unauthorized",
  }),
  refusal({
    behaviour: "answers 429 when the day's quota is used up, without a time",
    shown: "no credit; the operator can help; not asked again",
    source: "https://github.com/gke-labs/gemini-for-kubernetes-development/issues/1215",
    reply: {
      status: 429,
      body: [{
        error: {
          code: 429,
          message:
            "You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.",
          status: "RESOURCE_EXHAUSTED",
        },
      }],
    },
    error: "upstream_no_credit",
  }),
  refusal({
    behaviour: "answers 429 with the same sentence, and with `RetryInfo`",
    shown: "busy, with the time",
    source: "https://cloud.google.com/apis/design/errors#error_details",
    reply: {
      status: 429,
      body: [{
        error: {
          code: 429,
          message: "You exceeded your current quota, please check your plan and billing details.",
          status: "RESOURCE_EXHAUSTED",
          details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "38s" }],
        },
      }],
    },
    error: "upstream_rate_limited",
    wait: 38,
  }),
  refusal({
    behaviour: "answers through a gateway that sends its error as a text",
    shown: "key refused; the operator can help",
    source: "https://github.com/continuedev/continue/issues/10290",
    reply: {
      status: 400,
      body: {
        error: {
          message: JSON.stringify({
            error: {
              code: 400,
              message: "API key not valid. Please pass a valid API key.",
              status: "INVALID_ARGUMENT",
            },
          }),
          code: 400,
          status: "Bad Request",
        },
      },
    },
    error: "upstream_unauthorized",
  }),
];
