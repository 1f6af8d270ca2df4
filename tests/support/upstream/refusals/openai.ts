import { mended, refusal, type ServerCase } from "../model_server.ts";

/** How OpenAI refuses. */
export const openAIRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 429 `insufficient_quota`",
    shown: "no credit; the operator can help; not asked again",
    source: "https://github.com/ChatGPTNextWeb/NextChat/issues/3123",
    reply: {
      status: 429,
      body: {
        error: {
          message: "You exceeded your current quota, please check your plan and billing details.",
          type: "insufficient_quota",
          param: null,
          code: "insufficient_quota",
        },
      },
    },
    error: "upstream_no_credit",
  }),
  refusal({
    behaviour: "answers 429 and says in its sentence when to try again",
    shown: "busy, with the time",
    source: "https://github.com/continuedev/continue/issues/10502",
    reply: {
      status: 429,
      body: {
        error: {
          message:
            "Rate limit reached for gpt-4.1 in organization org-1 on tokens per min (TPM): Limit 30000, Used 28039, Requested 3906. Please try again in 3.89s. Visit https://platform.openai.com/account/rate-limits to learn more.",
          type: "tokens",
          param: null,
          code: "rate_limit_exceeded",
        },
      },
    },
    error: "upstream_rate_limited",
    wait: 3.89,
  }),
  refusal({
    behaviour: "answers 429 to a request that exceeds a whole minute's tokens",
    shown: "too long; the writer can help; not asked again",
    source: "https://github.com/Aider-AI/aider/issues/447",
    reply: {
      status: 429,
      body: {
        error: {
          message:
            "Request too large for gpt-4-1106-preview in organization org-1 on tokens per min (TPM): Limit 600000, Requested 936788. The input or output tokens must be reduced in order to run successfully.",
          type: "tokens",
          param: null,
          code: "rate_limit_exceeded",
        },
      },
    },
    error: "upstream_too_long",
  }),
  refusal({
    behaviour: "answers 403 in a country that it doesn't serve",
    shown: "not allowed; the operator can help",
    source: "https://github.com/songquanpeng/one-api/issues/1692",
    reply: {
      status: 403,
      body: {
        error: {
          message: "Country, region, or territory not supported",
          type: "request_forbidden",
          param: null,
          code: "unsupported_country_region_territory",
        },
      },
    },
    error: "upstream_not_allowed",
  }),
  mended({
    behaviour: "answers 400 to any `temperature` but 1 for its newer models",
    shown: "a complete answer, made without the temperature",
    source: "https://github.com/owndev/Open-WebUI-Functions/issues/98",
    config: { temperature: 0.01 },
    isRefused: (body) => "temperature" in body,
    refusal: {
      status: 400,
      body: {
        error: {
          message:
            "Unsupported value: 'temperature' does not support 0.01 with this model. Only the default (1) value is supported.",
          type: "invalid_request_error",
          param: "temperature",
          code: "unsupported_value",
        },
      },
    },
  }),
  mended({
    behaviour: "answers 400 to `max_tokens` above the model's limit",
    shown: "a complete answer, made with the limit that it names",
    source: "https://github.com/ChatGPTNextWeb/NextChat/issues/3195",
    config: { maxTokens: 8000 },
    isRefused: ({ max_tokens }) => Number(max_tokens) > 4096,
    refusal: {
      status: 400,
      body: {
        error: {
          message:
            "max_tokens is too large: 8000. This model supports at most 4096 completion tokens, whereas you provided 8000.",
          type: "invalid_request_error",
          param: "max_tokens",
          code: null,
        },
      },
    },
  }),
  mended({
    behaviour: "answers 400 to a stream for an organization that isn't verified",
    shown: "a complete answer, at once",
    source: "https://github.com/BeehiveInnovations/pal-mcp-server/issues/134",
    isRefused: ({ stream }) => stream === true,
    refusal: {
      status: 400,
      body: {
        error: {
          message:
            "Your organization must be verified to stream this model. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.",
          type: "invalid_request_error",
          param: "stream",
          code: "unsupported_value",
        },
      },
    },
  }),
];
