import assert from "node:assert/strict";
import {
  assertFailed,
  collect,
  createProvider,
  sampleRequest,
  settled,
  soon,
  textOf,
} from "../../support/upstream/completions.ts";
import {
  type FakeScript,
  refuse,
  say,
  startFakeOpenAI,
} from "../../support/upstream/fake_openai.ts";

const transient: Record<string, FakeScript> = {
  "429": refuse(429, "Slow down", { "retry-after-ms": "1" }),
  "500": refuse(500, "Oops", { "retry-after-ms": "1" }),
  "503": refuse(503, "Busy", { "retry-after-ms": "1" }),
  "a broken connection": (exchange) => exchange.reset(),
};

for (const [fault, script] of Object.entries(transient)) {
  Deno.test(`OpenAICompletionProvider.complete() asks again after ${fault}`, async () => {
    await using upstream = await startFakeOpenAI({ reply: say("Hello") });
    upstream.enqueue(script);
    const { events, error } = await collect(createProvider(upstream, { maxRetries: 1 }));
    assert.equal(error, null);
    assert.equal(textOf(events), "Hello");
    assert.equal(upstream.requests.length, 2);
  });
}

Deno.test("OpenAICompletionProvider.complete() asks again no sooner than Retry-After says", async () => {
  await using upstream = await startFakeOpenAI();
  upstream.enqueue(refuse(429, "Slow down", { "retry-after": "1" }));
  await collect(createProvider(upstream, { maxRetries: 1, firstTextMs: 500 }));
  const [first, second] = upstream.requests;
  assert.ok(second!.time - first!.time >= 950);
});

Deno.test("OpenAICompletionProvider.complete() doesn't come back while all others do", async () => {
  const times: number[] = [];
  await using upstream = await startFakeOpenAI({
    reply: (exchange) => {
      if (exchange.request.headers.get("x-stainless-retry-count") === "0") {
        return refuse(429, "Slow down", { "retry-after-ms": "300" })(exchange);
      }
      times.push(exchange.request.time);
      return say("Hello")(exchange);
    },
  });
  const provider = createProvider(upstream, { maxRetries: 1 });
  await Promise.all(Array.from({ length: 20 }, () => collect(provider)));
  assert.equal(times.length, 20);
  const spread = Math.max(...times) - Math.min(...times);
  assert.ok(spread > 150, `all came back within ${spread} ms`);
});

for (
  const [name, header] of [
    ["seconds", { "retry-after": "600" }],
    ["milliseconds", { "retry-after-ms": "21000" }],
    ["a date", { "retry-after": new Date(Date.now() + 3_600_000).toUTCString() }],
  ] as [string, Record<string, string>][]
) {
  Deno.test(`OpenAICompletionProvider.complete() gives up at once when the upstream asks for a long wait in ${name}`, async () => {
    await using upstream = await startFakeOpenAI({ reply: refuse(429, "Slow down", header) });
    const outcome = await soon(collect(createProvider(upstream, { maxRetries: 2 })));
    assertFailed(outcome, "upstream_rate_limited", /Slow down \(retry after \d+ s\)$/);
    assert.equal(upstream.requests.length, 1);
  });
}

for (
  const [fault, status, error] of [
    ["without credit", 429, { code: "insufficient_quota" }],
    ["while its sentence asks for a long wait", 429, { message: "Try again in 9m38.016s" }],
    ["too long a request", 500, { message: "This exceeds the maximum context length" }],
  ] as const
) {
  Deno.test(`OpenAICompletionProvider.complete() asks once ${fault}, whatever the status`, async () => {
    await using upstream = await startFakeOpenAI({
      reply: (exchange) => exchange.error(status, { error }),
    });
    await soon(collect(createProvider(upstream, { maxRetries: 2 })));
    assert.equal(upstream.requests.length, 1);
  });
}

Deno.test("OpenAICompletionProvider.complete() asks again after a status of its own that means busy", async () => {
  await using upstream = await startFakeOpenAI({ reply: say("Hello") });
  upstream.enqueue((exchange) =>
    exchange.error(498, { error: { code: "capacity_exceeded" } }, { "retry-after-ms": "1" })
  );
  assert.equal((await collect(createProvider(upstream, { maxRetries: 1 }))).error, null);
});

Deno.test("OpenAICompletionProvider.complete() reads no more than the start of a refusal", async () => {
  await using upstream = await startFakeOpenAI({
    reply: async (exchange) => {
      await exchange.error(400, "x".repeat(100_000), { "content-length": "200000" });
      await exchange.hang();
    },
  });
  assertFailed(await soon(collect(createProvider(upstream))), "upstream_rejected");
});

Deno.test("OpenAICompletionProvider.complete() doesn't ask again when the upstream refuses for good, or has begun to answer", async () => {
  await using upstream = await startFakeOpenAI();
  const provider = createProvider(upstream, { maxRetries: 2 });
  upstream.enqueue(refuse(401), async (exchange) => {
    await exchange.text("Once");
    await settled();
    exchange.reset();
  });
  assertFailed(await collect(provider), "upstream_unauthorized");
  assertFailed(await collect(provider), "upstream_broken_off");
  assert.equal(upstream.requests.length, 2);
});

Deno.test("OpenAICompletionProvider.complete() asks no more when aborted while it waits to ask again", async () => {
  await using upstream = await startFakeOpenAI();
  const controller = new AbortController();
  upstream.enqueue(async (exchange) => {
    await refuse(429, "Slow down", { "retry-after": "15" })(exchange);
    setTimeout(() => controller.abort("stopped"), 20);
  });
  const provider = createProvider(upstream, { maxRetries: 2 });
  assert.equal((await collect(provider, sampleRequest(), controller.signal)).error, "stopped");
  assert.equal(upstream.requests.length, 1);
});
