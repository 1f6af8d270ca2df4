import assert from "node:assert/strict";
import type { Mend } from "../../../infra/openai/mends.ts";
import { mendFor } from "../../../infra/openai/refused_parameter.ts";
import { readRefusal } from "../../../infra/openai/upstream_refusal.ts";

const sent = {
  model: "m",
  messages: [{ role: "system", content: "Be brief" }, { role: "user", content: "Hello" }],
  stream: true,
  stream_options: { include_usage: true },
  temperature: 0.2,
  top_p: 0.5,
  n: 2,
  stop: ["END"],
  max_tokens: 100_000,
  presence_penalty: 1,
  frequency_penalty: 1,
};

/** What a server says, and the change that it asks for. */
const refusals: readonly (readonly [unknown, Mend | null])[] = [
  [
    {
      message: "Unsupported value: 'temperature' does not support 0.2 with this model.",
      param: "temperature",
    },
    { parameter: "temperature", value: 0.2, limit: null },
  ],
  ["`temperature` is deprecated for this model.", {
    parameter: "temperature",
    value: 0.2,
    limit: null,
  }],
  ["`temperature` and `top_p` cannot both be specified for this model.", {
    parameter: "temperature",
    value: 0.2,
    limit: null,
  }],
  [
    {
      message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
      param: "max_tokens",
    },
    { parameter: "max_tokens", limit: null },
  ],
  [
    "max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you provided 100000.",
    { parameter: "max_tokens", value: 100_000, limit: 16_384 },
  ],
  [
    "max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for claude-4",
    { parameter: "max_tokens", value: 100_000, limit: 64_000 },
  ],
  [
    "input length and `max_tokens` exceed context limit: 190000 + 100000 > 200000",
    { parameter: "max_tokens", value: 100_000, limit: 10_000 },
  ],
  [
    "'max_tokens' or 'max_completion_tokens' is too large: 100000. This model's maximum context length is 4096 tokens and your request has 100 input tokens (100000 > 4096 - 100).",
    { parameter: "max_tokens", value: 100_000, limit: 3_996 },
  ],
  ["Range of max_tokens should be [1, 8,192]", {
    parameter: "max_tokens",
    value: 100_000,
    limit: 8_192,
  }],
  [
    {
      message: "Param Incorrect",
      param:
        "max_tokens is too large: 100000. This model supports at most 16384 completion tokens.",
    },
    { parameter: "max_tokens", value: 100_000, limit: 16_384 },
  ],
  ["max_tokens is not supported by m-4", { parameter: "max_tokens", value: 100_000, limit: null }],
  ["Unknown parameter: stream_options", { parameter: "stream_options", limit: null }],
  [
    {
      message: "Your organization must be verified to stream this model.",
      param: "stream",
      code: "unsupported_value",
    },
    { parameter: "stream", limit: null },
  ],
  [
    {
      message: "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
      param: "messages[0].role",
    },
    { parameter: "system", limit: null },
  ],
  ["Developer instruction is not enabled for models/gemma-3-27b-it", {
    parameter: "system",
    limit: null,
  }],
  ["System role not supported", { parameter: "system", limit: null }],
  ["'n' : number must be at most 1", { parameter: "n", value: 2, limit: null }],
  ["Penalty is not enabled for this model", {
    parameter: "presence_penalty",
    value: 1,
    limit: null,
  }],
  ["stop sequences are not supported", { parameter: "stop", value: ["END"], limit: null }],
  ["Please stop sending streams to a system with n bugs", null],
  ["Unknown parameter: logit_bias", null],
  ["This model's maximum context length is 4096 tokens; see temperature", null],
];

for (const [error, mend] of refusals) {
  const title = typeof error === "string" ? error : JSON.stringify(error);
  Deno.test(`mendFor() understands: ${title.slice(0, 90)}`, () => {
    assert.deepEqual(mendFor(readRefusal({ error }, { status: 400 }), sent), mend);
  });
}

Deno.test("mendFor() reads where FastAPI says it", () => {
  const detail = [{ type: "extra_forbidden", loc: ["body", "frequency_penalty"], msg: "No" }];
  const refusal = readRefusal({ detail }, { status: 422 });
  assert.equal(mendFor(refusal, sent)?.parameter, "frequency_penalty");
});

/** Bodies with which servers, gateways and their frameworks name a parameter. */
const forms: Readonly<Record<string, (name: string) => object>> = {
  "a path": (name) => ({ error: { message: "Bad request", param: `body.${name}` } }),
  "a JSON pointer (RFC 9457)": (name) => ({
    errors: [{ detail: "Must not be set", pointer: `#/${name}` }],
  }),
  "invalid-params (RFC 7807)": (name) => ({ "invalid-params": [{ name, reason: "Unknown" }] }),
  "a key": (name) => ({ errors: { [name]: ["Is not allowed"] } }),
  "a deep loc": (name) => ({ detail: [{ loc: ["body", "params", name], msg: "Extra field" }] }),
  "fieldViolations (Google)": (name) => ({
    error: { message: "Invalid", details: [{ fieldViolations: [{ field: name }] }] },
  }),
  "a word after its noun": (name) => ({ error: `Unknown parameter: ${name}` }),
  "a word before its noun": (name) => ({ error: `The ${name} parameter is not supported` }),
  "a property": (name) => ({ detail: `property ${name} is unsupported` }),
  "a field of Go": (name) => ({
    error: `json: cannot unmarshal number into Go struct field Request.${name} of type int`,
  }),
  "a name in camelCase": (name) => ({
    error: `Unknown field ${name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())}`,
  }),
};

for (const [form, bodyOf] of Object.entries(forms)) {
  Deno.test(`mendFor() finds each parameter as ${form}`, () => {
    for (const name of Object.keys(sent).slice(2)) {
      const refusal = readRefusal(JSON.stringify(bodyOf(name)), { status: 400 });
      assert.equal(mendFor(refusal, sent)?.parameter, name);
    }
  });
}

Deno.test("mendFor() knows a refused effort by what it is about", () => {
  const effort = { ...sent, reasoning_effort: "minimal" };
  const sentences = [
    "registry.ollama.ai/library/m:latest does not support thinking",
    'think value "minimal" is not supported for this model',
    "Unknown parameter: 'reasoning.effort'",
    "Thinking is not enabled for models/m",
    "Model m does not support parameter reasoningEffort.",
  ];
  for (const message of sentences) {
    const refusal = readRefusal({ error: { message } }, { status: 400 });
    assert.equal(mendFor(refusal, effort)?.parameter, "reasoning_effort", message);
    assert.equal(mendFor(refusal, sent), null, message);
  }
});

Deno.test("mendFor() names nothing that wasn't sent, and mends no other refusal", () => {
  const error = { message: "temperature is not supported", param: "temperature" };
  const { temperature: _, ...without } = sent;
  assert.equal(mendFor(readRefusal({ error }, { status: 400 }), without), null);
  assert.equal(mendFor(readRefusal({ error }, { status: 500 }), sent), null);
  const wrongKey = { error: { ...error, code: "invalid_api_key" } };
  assert.equal(mendFor(readRefusal(wrongKey, { status: 400 }), sent), null);
});
