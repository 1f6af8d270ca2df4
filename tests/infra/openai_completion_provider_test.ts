import assert from "node:assert/strict";
import {
  CompletionError,
  type CompletionErrorCode,
  type CompletionProvider,
} from "../../domain/completion_provider.ts";
import {
  OpenAICompletionProvider,
  type OpenAIOptions,
} from "../../infra/openai_completion_provider.ts";
import { collect, type CompletionOutcome, sampleRequest, textOf } from "../support/completions.ts";
import {
  echo,
  type FakeExchange,
  type FakeScript,
  refuse,
  say,
  startFakeOpenAI,
} from "../support/fake_openai.ts";
import { testCompletionProvider } from "./completion_provider_contract.ts";

const KEY = "sk-test-0123456789";

testCompletionProvider("OpenAICompletionProvider", async () => {
  const upstream = await startFakeOpenAI({ reply: echo({ delay: 2 }) });
  return {
    provider: createProvider(upstream),
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
});

Deno.test("OpenAICompletionProvider.complete() sends only what differs from the API's defaults", async () => {
  await using upstream = await startFakeOpenAI();
  await collect(createProvider(upstream), sampleRequest("Hello"));
  assert.deepEqual(upstream.requests[0]?.body, {
    model: "fake-model",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    stream_options: { include_usage: true },
  });
});

Deno.test("OpenAICompletionProvider.complete() sends every setting when it differs", async () => {
  await using upstream = await startFakeOpenAI();
  const request = sampleRequest("Hello", {
    temperature: 0,
    topP: 0.5,
    n: 2,
    stop: ["END"],
    maxTokens: 7,
    presencePenalty: -1,
    frequencyPenalty: 2,
  });
  await collect(createProvider(upstream), request);
  assert.deepEqual(upstream.requests[0]?.body, {
    model: "fake-model",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0,
    top_p: 0.5,
    n: 2,
    stop: ["END"],
    max_tokens: 7,
    presence_penalty: -1,
    frequency_penalty: 2,
  });
});

Deno.test("OpenAICompletionProvider.complete() sends the key as a bearer token, and no header when there is none", async () => {
  await using upstream = await startFakeOpenAI();
  await collect(createProvider(upstream));
  await collect(createProvider(upstream, { apiKey: null }));
  const headers = upstream.requests.map(({ headers }) => headers.get("authorization"));
  assert.deepEqual(headers, [`Bearer ${KEY}`, null]);
});

Deno.test("OpenAICompletionProvider.complete() yields each text as soon as it comes", async () => {
  await using upstream = await startFakeOpenAI({ reply: "manual" });
  const signal = new AbortController().signal;
  const completion = createProvider(upstream).complete(sampleRequest(), signal);
  const iterator = completion[Symbol.asyncIterator]();
  const first = iterator.next();
  const exchange = await upstream.next();
  for (const [text, next] of [["One", first], [" two", null], [" three", null]] as const) {
    await exchange.text(text);
    assert.deepEqual((await (next ?? iterator.next())).value, { type: "text", index: 0, text });
  }
  await exchange.complete();
  while (!(await iterator.next()).done);
});

Deno.test("OpenAICompletionProvider.complete() uses a connection again when an answer is complete", async () => {
  const endLate: FakeScript = async (exchange) => {
    await exchange.text("Hello");
    await exchange.finish();
    await exchange.raw("data: [DONE]\n\n");
    await settled();
    await exchange.end();
  };
  await using upstream = await startFakeOpenAI({ reply: endLate });
  const provider = createProvider(upstream);
  for (let i = 0; i < 5; i++) assert.equal((await collect(provider)).error, null);
  assert.ok(upstream.connectionCount < 5, `${upstream.connectionCount} connections`);
});

Deno.test("OpenAICompletionProvider.complete() ends when the upstream says [DONE] but never ends its response", async () => {
  await using upstream = await startFakeOpenAI({ reply: "manual" });
  const outcome = collect(createProvider(upstream));
  const exchange = await upstream.next();
  await exchange.text("Hello");
  await exchange.raw("data: [DONE]\n\n");
  assert.equal((await soon(outcome)).error, null);
  await soon(exchange.closed);
});

Deno.test("OpenAICompletionProvider.complete() yields no more when aborted between texts that came together", async () => {
  await using upstream = await startFakeOpenAI({ reply: "manual" });
  const controller = new AbortController();
  const completion = createProvider(upstream).complete(sampleRequest(), controller.signal);
  const iterator = completion[Symbol.asyncIterator]();
  const first = iterator.next();
  const exchange = await upstream.next();
  const choices = [0, 1].map((index) => ({ index, delta: { content: "Hello" } }));
  await exchange.event({ choices });
  assert.equal((await first).done, false);
  controller.abort(new Error("enough"));
  await assert.rejects(() => iterator.next(), /enough/);
});

const phases: Record<string, (exchange: FakeExchange) => Promise<unknown>> = {
  "before the response's head": () => Promise.resolve(),
  "before the first text": (exchange) => exchange.open(),
  "in the middle of the text": (exchange) => exchange.text("Once upon"),
};

for (const [phase, reach] of Object.entries(phases)) {
  Deno.test(`OpenAICompletionProvider.complete() closes the connection within 50 ms when aborted ${phase}`, async () => {
    // Other programs can hold this one up for any time, but not in each of five attempts.
    let fastest = Infinity;
    for (let attempt = 0; attempt < 5 && fastest >= 50; attempt++) {
      fastest = Math.min(fastest, await timeToClose(reach));
    }
    console.log(`closed after ${fastest.toFixed(1)} ms`);
    assert.ok(fastest < 50);
  });
}

async function timeToClose(reach: (exchange: FakeExchange) => Promise<unknown>): Promise<number> {
  await using upstream = await startFakeOpenAI({ reply: "manual" });
  const controller = new AbortController();
  const outcome = collect(createProvider(upstream), sampleRequest(), controller.signal);
  const exchange = await upstream.next();
  await reach(exchange);
  // Let the bytes arrive, so that the provider is in the phase that is meant.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const start = performance.now();
  controller.abort("stopped");
  assert.equal((await soon(outcome)).error, "stopped");
  return await soon(exchange.closed) - start;
}

Deno.test("OpenAICompletionProvider.complete() closes the connection when its reader breaks off", async () => {
  await using upstream = await startFakeOpenAI({ reply: "manual" });
  const next = upstream.next();
  const reading = (async () => {
    const signal = new AbortController().signal;
    for await (const _ of createProvider(upstream).complete(sampleRequest(), signal)) break;
  })();
  const exchange = await next;
  await exchange.text("Once upon");
  await reading;
  await soon(exchange.closed);
});

Deno.test("OpenAICompletionProvider.complete() asks no more when aborted while it waits to ask again", async () => {
  await using upstream = await startFakeOpenAI();
  const controller = new AbortController();
  upstream.enqueue(async (exchange) => {
    await refuse(429, "Slow down", { "retry-after": "30" })(exchange);
    setTimeout(() => controller.abort("stopped"), 20);
  });
  const provider = createProvider(upstream, { maxRetries: 2 });
  assert.equal((await collect(provider, sampleRequest(), controller.signal)).error, "stopped");
  assert.equal(upstream.requests.length, 1);
});

const statuses: [number, CompletionErrorCode][] = [
  [400, "upstream_rejected"],
  [401, "upstream_unauthorized"],
  [402, "upstream_rejected"],
  [403, "upstream_unauthorized"],
  [404, "upstream_not_found"],
  [413, "upstream_rejected"],
  [422, "upstream_rejected"],
  [429, "upstream_rate_limited"],
  [500, "upstream_error"],
  [503, "upstream_error"],
];

Deno.test("OpenAICompletionProvider.complete() throws the code that fits when the upstream refuses", async () => {
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

Deno.test("OpenAICompletionProvider.complete() throws upstream_unreachable when nobody listens", async () => {
  const upstream = await startFakeOpenAI();
  await upstream[Symbol.asyncDispose]();
  const outcome = await collect(createProvider(upstream));
  assertFailed(outcome, "upstream_unreachable", /Connection refused/i);
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
  Deno.test(`OpenAICompletionProvider.complete() throws ${code} after what came when ${fault}`, async () => {
    await using upstream = await startFakeOpenAI({ reply: script });
    const provider = createProvider(upstream, { firstByteMs: 200, idleMs: 100 });
    const outcome = await soon(collect(provider));
    assertFailed(outcome, code);
    assert.equal(textOf(outcome.events), text);
  });
}

Deno.test("OpenAICompletionProvider.complete() asks once when the upstream takes too long, and closes the connection", async () => {
  await using upstream = await startFakeOpenAI({ reply: "manual" });
  const options = { maxRetries: 2, firstByteMs: 50 };
  const outcome = collect(createProvider(upstream, options));
  const exchange = await upstream.next();
  assertFailed(await soon(outcome), "upstream_timeout");
  await soon(exchange.closed);
  assert.equal(upstream.requests.length, 1);
});

Deno.test("OpenAICompletionProvider.complete() waits for a slow reader, whatever its deadlines", async () => {
  await using upstream = await startFakeOpenAI({ reply: say("one two three") });
  const provider = createProvider(upstream, { firstByteMs: 1000, idleMs: 50 });
  let text = "";
  for await (const event of provider.complete(sampleRequest(), new AbortController().signal)) {
    await new Promise((resolve) => setTimeout(resolve, 80));
    if (event.type === "text") text += event.text;
  }
  assert.equal(text, "one two three");
});

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
  await collect(createProvider(upstream, { maxRetries: 1, firstByteMs: 500 }));
  const [first, second] = upstream.requests;
  assert.ok(second!.time - first!.time >= 950);
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

Deno.test("OpenAICompletionProvider.complete() does without usage when the upstream refuses stream_options, and remembers", async () => {
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

Deno.test("OpenAICompletionProvider.complete() limits tokens by the new name when the model refuses the old one, and remembers", async () => {
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

function createProvider(
  upstream: { readonly url: string },
  options: Partial<OpenAIOptions> = {},
): CompletionProvider {
  const { url: baseUrl } = upstream;
  return new OpenAICompletionProvider({ baseUrl, apiKey: KEY, maxRetries: 0, ...options });
}

function assertFailed({ error }: CompletionOutcome, code: CompletionErrorCode, message = /./) {
  assert.ok(error instanceof CompletionError, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
}

/** Lets bytes that were written reach the other side, where a reset could overtake them. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

/** Waits, but not for ever: 5 s are a hundred times what anything here takes. */
async function soon<T>(promise: Promise<T>): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("Nothing happened for 5 s")), 5000);
  return await Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
