import assert from "node:assert/strict";
import { readRefusal } from "../../../infra/openai/upstream_refusal.ts";

Deno.test("readRefusal() finds the sentences of every form of error", () => {
  const forms: unknown[] = [
    { error: { message: "Too bad" } },
    [{ error: { message: "Too bad" } }],
    { error: "Too bad" },
    { code: "bad", error: "Too bad" },
    { object: "error", message: "Too bad" },
    { detail: "Too bad" },
    { detail: [{ loc: ["body", "temperature"], msg: "Too bad", input: "my secret" }] },
    { message: { detail: [{ loc: ["body", "temperature"], msg: "Too bad" }] } },
    { errors: [{ message: "Too bad" }] },
    { error: { message: '{"error":{"message":"Too bad"}}' } },
    { error: { metadata: { raw: '{"error":{"message":"Too bad"}}', flagged_input: "my secret" } } },
  ];
  for (const form of forms) {
    const { message } = readRefusal(JSON.stringify(form), { status: 400 });
    assert.equal(message, "Too bad", JSON.stringify(form));
  }
});

Deno.test("readRefusal() reads a text as it is, and of a page only the title", () => {
  const messageOf = (body: string) => readRefusal(body, { status: 502 }).message;
  assert.equal(messageOf("Too bad"), "Too bad");
  assert.equal(messageOf("{ no JSON"), "{ no JSON");
  assert.equal(
    messageOf("<html><title>502 Bad Gateway</title><p>content policy"),
    "502 Bad Gateway",
  );
  assert.equal(messageOf("<html><p>content policy"), "");
});

Deno.test("readRefusal() finds codes and the names of fields", () => {
  const { codes, params } = readRefusal({
    error: { code: "ModelNotFound", type: "invalid-request error", param: "temperature" },
  }, { status: 400 });
  assert.deepEqual(codes, ["model_not_found", "invalid_request_error"]);
  assert.deepEqual(params, ["temperature"]);
  const fast = readRefusal({ detail: [{ loc: ["body", "top_p", 0], msg: "x" }] }, { status: 422 });
  assert.deepEqual(fast.params, ["top_p"]);
});

Deno.test("readRefusal() prefers the header's wait to those of the body", () => {
  const body = {
    error: {
      message: "Please try again in 9s",
      metadata: { headers: { "X-RateLimit-Reset": String(Date.now() + 60_000) } },
    },
  };
  const headers = new Headers({ "retry-after": "5" });
  assert.equal(readRefusal(body, { status: 429, headers }).waitMs, 5_000);
  const { waitMs } = readRefusal(body, { status: 429 });
  assert.ok(waitMs! > 59_000 && waitMs! <= 60_000, String(waitMs));
});

Deno.test("readRefusal() reads no more than some of a huge or endless error", () => {
  let deep: unknown = { message: "deep" };
  for (let i = 0; i < 1000; i++) deep = { error: deep };
  assert.equal(readRefusal(deep, { status: 400 }).message, "");
  const wide = { errors: Array.from({ length: 100_000 }, (_, i) => ({ message: `m${i}` })) };
  assert.ok(readRefusal(wide, { status: 400 }).message.length < 500);
  const long = readRefusal({ error: "x".repeat(1_000_000) }, { status: 400 });
  assert.equal(long.message.length, 2_000);
});

Deno.test("readRefusal() tells gateways' budgets, addresses and prompt lengths from bad requests", () => {
  const kindOf = (error: object, status = 400) => readRefusal({ error }, { status }).kind;
  assert.equal(kindOf({ type: "budget_exceeded", message: "No" }), "upstream_no_credit");
  assert.equal(kindOf({ message: "Budget has been exceeded! Max: 5" }), "upstream_no_credit");
  assert.equal(kindOf({ code: "ip_not_authorized" }, 401), "upstream_not_allowed");
  const tooLong =
    "This model's maximum prompt length is 4096 but the request contains 9000 tokens.";
  assert.equal(kindOf({ message: tooLong }), "upstream_too_long");
});
