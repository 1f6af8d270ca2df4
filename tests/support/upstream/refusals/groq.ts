import { refusal, type ServerCase } from "../model_server.ts";

/** How Groq refuses. */
export const groqRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 413 `rate_limit_exceeded` to a request that exceeds a minute's tokens",
    shown: "too long; the writer can help",
    source: "https://github.com/HunorLaczko/ha-groq-cloud-api/issues/27",
    reply: {
      status: 413,
      body: {
        error: {
          message:
            "Request too large for model llama-3.1-8b-instant in organization org_1 service tier on_demand on tokens per minute (TPM): Limit 6000, Requested 12328, please reduce your message size and try again.",
          type: "tokens",
          code: "rate_limit_exceeded",
        },
      },
    },
    error: "upstream_too_long",
  }),
  refusal({
    behaviour: "answers 429 when a day's tokens are used up, and says for how long",
    shown: "busy, with the time; not asked again",
    source: "https://github.com/continuedev/continue/issues/10920",
    reply: {
      status: 429,
      body: {
        error: {
          message:
            "Rate limit reached for model `llama-3.3-70b-versatile` in organization `org_1` service tier `on_demand` on tokens per day (TPD): Limit 100000, Used 97050, Requested 3619. Please try again in 9m38.016s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing",
          type: "tokens",
          code: "rate_limit_exceeded",
        },
      },
    },
    error: "upstream_rate_limited",
    wait: 578.016,
  }),
  refusal({
    behaviour: "answers 498 `capacity_exceeded`",
    shown: "busy; asked again",
    source: "https://console.groq.com/docs/flex-processing",
    reply: {
      status: 498,
      body: { error: { message: "Flex tier capacity exceeded", code: "capacity_exceeded" } },
    },
    error: "upstream_rate_limited",
  }),
];
