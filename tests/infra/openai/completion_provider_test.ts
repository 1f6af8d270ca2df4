import assert from "node:assert/strict";
import {
  collect,
  createProvider,
  KEY,
  sampleRequest,
  settled,
  soon,
  textOf,
} from "../../support/upstream/completions.ts";
import {
  echo,
  type FakeExchange,
  type FakeScript,
  startFakeOpenAI,
} from "../../support/upstream/fake_openai.ts";
import { testCompletionProvider } from "./completion_provider_contract.ts";

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

const wholeAnswer = {
  object: "chat.completion",
  choices: [{
    index: 0,
    message: { role: "assistant", content: "Hello" },
    finish_reason: "length",
  }],
  usage: { prompt_tokens: 9, completion_tokens: 3 },
};

const events = [
  { choices: [{ delta: { content: "Hello" } }] },
  { choices: [{ delta: {}, finish_reason: "length" }], usage: wholeAnswer.usage },
].map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");

for (
  const [form, body, type] of [
    ["JSON", JSON.stringify(wholeAnswer), "application/json"],
    ["JSON of several lines", JSON.stringify(wholeAnswer, null, 2), "application/json"],
    ["JSON after a byte order mark", `\ufeff${JSON.stringify(wholeAnswer)}`, "application/json"],
    ["JSON that is said to be events", `\r\n${JSON.stringify(wholeAnswer)}`, "text/event-stream"],
    ["events that are said to be JSON", events, "application/json"],
    ["events that are said to be text", `: hello\n\n${events}`, "text/plain"],
    ["events that are said to be a page", `\n${events}`, "text/html; charset=utf-8"],
  ] as const
) {
  Deno.test(`OpenAICompletionProvider.complete() reads ${form}`, async () => {
    const reply: FakeScript = (exchange) => exchange.error(200, body, { "content-type": type });
    await using upstream = await startFakeOpenAI({ reply });
    const { events, error } = await collect(createProvider(upstream));
    assert.equal(error, null);
    assert.deepEqual(events, [
      { type: "text", index: 0, text: "Hello" },
      { type: "finish", index: 0, reason: "length" },
      { type: "usage", promptTokens: 9, completionTokens: 3 },
    ]);
  });
}

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

Deno.test("OpenAICompletionProvider.complete() gives the finish reason when aborted after it", async () => {
  await using upstream = await startFakeOpenAI({ reply: "manual" });
  const controller = new AbortController();
  const outcome = collect(createProvider(upstream), sampleRequest(), controller.signal);
  const exchange = await upstream.next();
  await exchange.text("Hello");
  await exchange.finish("length");
  await settled();
  controller.abort("stopped");
  const { events, error } = await soon(outcome);
  assert.equal(error, "stopped");
  assert.deepEqual(events.at(-1), { type: "finish", index: 0, reason: "length" });
});

const phases: Record<string, (exchange: FakeExchange) => Promise<unknown>> = {
  "before the response's head": () => Promise.resolve(),
  "before the first text": (exchange) => exchange.open(),
  "in the middle of the text": (exchange) => exchange.text("Once upon"),
};

for (const [phase, reach] of Object.entries(phases)) {
  Deno.test(`OpenAICompletionProvider.complete() closes the connection within 50 ms when aborted ${phase}`, async () => {
    // Other programs can delay this one at any time, but hardly in each of five attempts.
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
  await settled();
  const start = performance.now();
  controller.abort("stopped");
  assert.equal((await soon(outcome)).error, "stopped");
  return await soon(exchange.closed) - start;
}

for (const [phase, reach] of Object.entries(phases)) {
  Deno.test(`OpenAICompletionProvider.complete() leaves other answers alone when aborted ${phase}`, async () => {
    await using upstream = await startFakeOpenAI({ reply: "manual" });
    const provider = createProvider(upstream);
    const controllers = Array.from({ length: 3 }, () => new AbortController());
    const running = [];
    for (const { signal } of controllers) {
      const outcome = collect(provider, sampleRequest(), signal);
      const exchange = await upstream.next();
      await reach(exchange);
      running.push({ outcome, exchange });
    }
    const [first, aborted, last] = running;
    controllers[1]!.abort("stopped");
    assert.equal((await soon(aborted!.outcome)).error, "stopped");
    await soon(aborted!.exchange.closed);
    for (const { outcome, exchange } of [first!, last!]) {
      await exchange.text(" the end");
      await exchange.complete();
      const { events, error } = await soon(outcome);
      assert.equal(error, null);
      assert.match(textOf(events), / the end$/);
    }
  });
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
