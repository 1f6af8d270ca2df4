import assert from "node:assert/strict";
import type { CompletionErrorCode } from "../../../domain/models/completion_provider.ts";
import {
  assertFailed,
  collect,
  createProvider,
  KEY,
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

const statuses: [number, CompletionErrorCode][] = [
  [400, "upstream_rejected"],
  [401, "upstream_unauthorized"],
  [402, "upstream_no_credit"],
  [403, "upstream_not_allowed"],
  [404, "upstream_not_found"],
  [413, "upstream_too_long"],
  [422, "upstream_rejected"],
  [429, "upstream_rate_limited"],
  [500, "upstream_error"],
  [503, "upstream_error"],
];

Deno.test("OpenAICompletionProvider.complete() throws the matching code when the upstream refuses", async () => {
  await using upstream = await startFakeOpenAI();
  for (const [status, code] of statuses) {
    upstream.enqueue(refuse(status, "Because of the weather"));
    assertFailed(await collect(createProvider(upstream)), code, /Because of the weather/);
  }
  assert.equal(upstream.requests.length, statuses.length);
});

Deno.test("OpenAICompletionProvider.complete() never shows the key when the upstream echoes it", async () => {
  await using upstream = await startFakeOpenAI();
  upstream.enqueue(refuse(401, `Incorrect API key provided: ${KEY}`));
  const { error } = await collect(createProvider(upstream));
  assert.match(String(error), /Incorrect API key provided: \[key\]/);
  assert.ok(!Deno.inspect(error, { depth: 9 }).includes(KEY));
});

Deno.test("OpenAICompletionProvider.complete() never shows the key in an unknown finish reason", async () => {
  await using upstream = await startFakeOpenAI();
  upstream.enqueue(async (exchange) => {
    await exchange.text("Text");
    await exchange.complete(`because of ${KEY}`);
  });
  const { events } = await collect(createProvider(upstream));
  const finish = events.find((event) => event.type === "finish");
  assert.equal(finish?.reason, "other:because of ***");
});

Deno.test("OpenAICompletionProvider.complete() throws upstream_unreachable when no server listens", async () => {
  const upstream = await startFakeOpenAI();
  await upstream[Symbol.asyncDispose]();
  const outcome = await collect(createProvider(upstream));
  assertFailed(outcome, "upstream_unreachable", /Connection refused/i);
});

Deno.test("OpenAICompletionProvider.complete() throws upstream_unreachable when the host has no address", async () => {
  const provider = createProvider({ url: "http://upstream.invalid/v1" });
  assertFailed(await collect(provider), "upstream_unreachable", /dns|resolve|lookup/i);
});

const faults: Record<string, [FakeScript, CompletionErrorCode, string]> = {
  "the connection breaks before the response": [
    (exchange) => exchange.reset(),
    "upstream_unreachable",
    "",
  ],
  "the connection breaks in the middle": [
    async (exchange) => {
      await exchange.text("Once");
      await settled();
      exchange.reset();
    },
    "upstream_broken_off",
    "Once",
  ],
  "the stream ends without a finish reason": [
    async (exchange) => {
      await exchange.text("Once");
      await exchange.end();
    },
    "upstream_broken_off",
    "Once",
  ],
  "the stream is empty": [(exchange) => exchange.end(), "upstream_broken_off", ""],
  "an event is not JSON": [
    async (exchange) => {
      await exchange.text("Once");
      await exchange.raw("data: {broken\n\n");
    },
    "upstream_error",
    "Once",
  ],
  "an event has no end": [
    async (exchange) => {
      await exchange.text("Once");
      await exchange.raw("data: ");
      const block = "x".repeat(1024 * 1024);
      for (let i = 0; i < 8; i++) await exchange.raw(block);
      await exchange.hang();
    },
    "upstream_error",
    "Once",
  ],
  "an event holds an error": [
    async (exchange) => {
      await exchange.text("Once");
      await exchange.event({ error: { message: "Out of memory", type: "server_error" } });
    },
    "upstream_error",
    "Once",
  ],
  "an event holds an error with a status": [
    (exchange) => exchange.event({ error: { message: "Slow down", code: 429 } }),
    "upstream_rate_limited",
    "",
  ],
  "the response is a web page": [
    (exchange) => exchange.error(200, "<h1>Welcome</h1>", { "content-type": "text/html" }),
    "upstream_error",
    "",
  ],
  "the response is a web page, whatever its type": [
    (exchange) => exchange.error(200, "\n<!doctype html><title>Welcome</title>", {}),
    "upstream_error",
    "",
  ],
  "an error comes as JSON with status 200": [
    (exchange) => exchange.error(200, { error: { message: "No", code: 402 } }),
    "upstream_no_credit",
    "",
  ],
  "an error comes as JSON of several lines under the type of events": [
    (exchange) =>
      exchange.error(200, JSON.stringify([{ error: { message: "Overloaded" } }], null, 2), {
        "content-type": "text/event-stream",
      }),
    "upstream_rate_limited",
    "",
  ],
  "an error in a form of its own is the only event": [
    (exchange) =>
      exchange.event({ code: "Arrearage", message: "Access denied" }).then(() => exchange.end()),
    "upstream_no_credit",
    "",
  ],
  "JSON breaks off": [
    (exchange) => exchange.error(200, '{"choices":[{"message":{"content":"Once"'),
    "upstream_broken_off",
    "",
  ],
  "no response comes": [(exchange) => exchange.hang(), "upstream_timeout", ""],
  "the response stays empty": [
    async (exchange) => {
      await exchange.open();
      await exchange.hang();
    },
    "upstream_timeout",
    "",
  ],
  "the text stops coming": [
    async (exchange) => {
      await exchange.text("Once");
      await exchange.hang();
    },
    "upstream_timeout",
    "Once",
  ],
};

for (const [fault, [script, code, text]] of Object.entries(faults)) {
  Deno.test(`OpenAICompletionProvider.complete() throws ${code} after the text so far when ${fault}`, async () => {
    await using upstream = await startFakeOpenAI({ reply: script });
    // Elsewhere a pause of the machine is no fault.
    const impatience = code === "upstream_timeout" ? { firstTextMs: 500, idleMs: 400 } : {};
    const provider = createProvider(upstream, impatience);
    const outcome = await soon(collect(provider));
    assertFailed(outcome, code);
    assert.equal(textOf(outcome.events), text);
  });
}

Deno.test("OpenAICompletionProvider.complete() asks once when the upstream takes too long, and closes the connection", async () => {
  await using upstream = await startFakeOpenAI({ reply: "manual" });
  const options = { maxRetries: 2, firstTextMs: 500 };
  const outcome = collect(createProvider(upstream, options));
  const exchange = await upstream.next();
  assertFailed(await soon(outcome), "upstream_timeout");
  await soon(exchange.closed);
  assert.equal(upstream.requests.length, 1);
});

Deno.test("OpenAICompletionProvider.complete() waits longer for the first text than for the next", async () => {
  await using upstream = await startFakeOpenAI({
    reply: async (exchange) => {
      await exchange.event({ choices: [{ index: 0, delta: { role: "assistant", content: "" } }] });
      await silence(250);
      await exchange.text("Thought");
      await exchange.hang();
    },
  });
  const outcome = await soon(collect(createProvider(upstream, { firstTextMs: 5000, idleMs: 100 })));
  assertFailed(outcome, "upstream_timeout");
  assert.equal(textOf(outcome.events), "Thought");
});

Deno.test("OpenAICompletionProvider.complete() counts a comment as a heartbeat", async () => {
  await using upstream = await startFakeOpenAI({
    reply: async (exchange) => {
      for (let i = 0; i < 5; i++) {
        await exchange.raw(": PROCESSING\n\n");
        await silence(400);
      }
      await say("Hello")(exchange);
    },
  });
  const { events, error } = await collect(createProvider(upstream, { firstTextMs: 1500 }));
  assert.equal(error, null);
  assert.equal(textOf(events), "Hello");
});

const lateFaults: Record<string, FakeScript> = {
  "the connection breaks": (exchange) => settled().then(() => exchange.reset()),
  "nothing more comes": (exchange) => exchange.hang(),
  "an error comes": (exchange) => exchange.event({ error: { message: "Cannot count tokens" } }),
};

for (const [fault, script] of Object.entries(lateFaults)) {
  Deno.test(`OpenAICompletionProvider.complete() has the whole answer when ${fault} after the finish reason`, async () => {
    await using upstream = await startFakeOpenAI({
      reply: async (exchange) => {
        await exchange.text("Hello");
        await exchange.finish();
        await script(exchange);
      },
    });
    const { events, error } = await soon(collect(createProvider(upstream, { idleMs: 1000 })));
    assert.equal(error, null);
    assert.deepEqual(events, [
      { type: "text", index: 0, text: "Hello" },
      { type: "finish", index: 0, reason: "stop" },
    ]);
  });
}

Deno.test("OpenAICompletionProvider.complete() waits for a slow reader beyond its deadlines", async () => {
  await using upstream = await startFakeOpenAI({ reply: say("one two three") });
  const provider = createProvider(upstream, { firstTextMs: 5000, idleMs: 500 });
  let text = "";
  for await (const event of provider.complete(sampleRequest(), new AbortController().signal)) {
    await silence(700);
    if (event.type === "text") text += event.text;
  }
  assert.equal(text, "one two three");
});

Deno.test("OpenAICompletionProvider.complete() leaves out usage when the upstream refuses stream_options, and remembers that", async () => {
  const strict: FakeScript = (exchange) =>
    exchange.request.body.stream_options
      ? exchange.error(422, {
        message: { detail: [{ type: "extra_forbidden", loc: ["body", "stream_options"] }] },
      })
      : say("Bonjour")(exchange);
  await using upstream = await startFakeOpenAI({ reply: strict });
  const provider = createProvider(upstream);
  for (const requests of [2, 3]) {
    const { events, error } = await collect(provider);
    assert.equal(error, null);
    assert.deepEqual(events.map(({ type }) => type), ["text", "finish"]);
    assert.equal(upstream.requests.length, requests);
  }
});

Deno.test("OpenAICompletionProvider.complete() learns what the upstream refuses in several requests at once", async () => {
  const strict: FakeScript = (exchange) =>
    exchange.request.body.stream_options
      ? refuse(400, "No stream_options")(exchange)
      : say("Hi")(exchange);
  await using upstream = await startFakeOpenAI({ reply: strict });
  const provider = createProvider(upstream);
  const outcomes = await Promise.all([1, 2, 3].map(() => collect(provider)));
  assert.deepEqual(outcomes.map(({ error }) => error), [null, null, null]);
});

Deno.test("OpenAICompletionProvider.complete() limits tokens by the new name when the model refuses the old one, and remembers that", async () => {
  const message = "Unsupported parameter: 'max_tokens' is not supported with this model. " +
    "Use 'max_completion_tokens' instead.";
  const strict: FakeScript = (exchange) =>
    "max_tokens" in exchange.request.body ? refuse(400, message)(exchange) : say("Hi")(exchange);
  await using upstream = await startFakeOpenAI({ reply: strict });
  const provider = createProvider(upstream);
  const request = sampleRequest("Hello", { maxTokens: 9 });
  assert.equal((await collect(provider, request)).error, null);
  assert.equal((await collect(provider, request)).error, null);
  const limits = upstream.requests.map(({ body }) => body["max_completion_tokens"]);
  assert.deepEqual(limits, [undefined, 9, 9]);
});

Deno.test("OpenAICompletionProvider.complete() gives up when the upstream refuses the same thing again", async () => {
  await using upstream = await startFakeOpenAI({ reply: refuse(400, "No stream_options, ever") });
  assertFailed(await collect(createProvider(upstream)), "upstream_rejected");
  assert.equal(upstream.requests.length, 2);
});

function silence(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
