import assert from "node:assert/strict";
import {
  assertFailed,
  collect,
  createProvider,
  sampleRequest,
  soon,
  textOf,
} from "../../support/upstream/completions.ts";
import {
  echo,
  type FakeChatBody,
  type FakeScript,
  refuse,
  say,
  startFakeOpenAI,
} from "../../support/upstream/fake_openai.ts";

/** Refuses requests with this parameter, naming it. */
function picky(...parameters: string[]): FakeScript {
  return (exchange) => {
    const named = parameters.find((name) => name in exchange.request.body);
    const message = `Unsupported parameter: '${named}'`;
    return named ? refuse(400, message)(exchange) : echo()(exchange);
  };
}

function sentBodies(upstream: { requests: readonly { body: FakeChatBody }[] }): FakeChatBody[] {
  return upstream.requests.map(({ body }) => body);
}

Deno.test("OpenAICompletionProvider.complete() leaves out each parameter that the server refuses, and remembers it", async () => {
  await using upstream = await startFakeOpenAI({
    reply: picky("temperature", "top_p", "stream_options"),
  });
  const provider = createProvider(upstream);
  const request = sampleRequest("Hello", { temperature: 0.2, topP: 0.5, maxTokens: 9 });
  for (const count of [4, 5]) {
    const { events, error } = await collect(provider, request);
    assert.equal(error, null);
    assert.equal(textOf(events), "You said: Hello");
    assert.deepEqual(events[0], { type: "leftOut", settings: ["temperature", "top_p"] });
    assert.equal(upstream.requests.length, count);
  }
  const { messages: _, ...last } = sentBodies(upstream).at(-1)!;
  assert.deepEqual(last, { model: "fake-model", stream: true, max_tokens: 9 });
});

Deno.test("OpenAICompletionProvider.complete() tries a changed setting, and other models, again", async () => {
  await using upstream = await startFakeOpenAI({ reply: picky("temperature") });
  const provider = createProvider(upstream);
  await collect(provider, sampleRequest("Hello", { temperature: 0.2 }));
  await collect(provider, sampleRequest("Hello", { temperature: 0.3 }));
  await collect(provider, sampleRequest("Hello", { temperature: 0.2, model: "other" }));
  const sent = sentBodies(upstream).map(({ temperature }) => temperature);
  assert.deepEqual(sent, [0.2, undefined, 0.3, undefined, 0.2, undefined]);
});

Deno.test("OpenAICompletionProvider.complete() lowers max_tokens to the limit that the server states", async () => {
  await using upstream = await startFakeOpenAI({
    reply: (exchange) =>
      Number(exchange.request.body.max_tokens) > 16_384
        ? refuse(400, "max_tokens is too large: this model supports at most 16384 tokens")(exchange)
        : echo()(exchange),
  });
  const request = sampleRequest("Hello", { maxTokens: 100_000 });
  const { events, error } = await collect(createProvider(upstream), request);
  assert.equal(error, null);
  assert.deepEqual(events[0], { type: "leftOut", settings: ["max_tokens=16384"] });
  assert.deepEqual(sentBodies(upstream).map((body) => body.max_tokens), [100_000, 16_384]);
});

Deno.test("OpenAICompletionProvider.complete() puts the system message into the question where the role is refused", async () => {
  await using upstream = await startFakeOpenAI({
    reply: (exchange) =>
      exchange.request.body.messages[0]!.role === "system"
        ? refuse(400, "System role not supported")(exchange)
        : echo()(exchange),
  });
  const messages = [
    { role: "system", content: "Be brief" },
    { role: "user", content: "Hello" },
    { role: "assistant", content: "Hi" },
    { role: "user", content: "Bye" },
  ] as const;
  await collect(createProvider(upstream), { ...sampleRequest(), messages });
  assert.deepEqual(sentBodies(upstream)[1]!.messages, [
    { role: "user", content: "Be brief\n\nHello" },
    ...messages.slice(2),
  ]);
});

Deno.test("OpenAICompletionProvider.complete() asks without streaming where streams are refused", async () => {
  await using upstream = await startFakeOpenAI({
    reply: (exchange) =>
      exchange.request.body.stream
        ? refuse(400, "Your organization must be verified to stream this model.")(exchange)
        : say("Hello")(exchange),
  });
  const provider = createProvider(upstream);
  for (const count of [2, 3]) {
    const { events, error } = await collect(provider);
    assert.equal(error, null);
    assert.equal(textOf(events), "Hello");
    assert.equal(upstream.requests.length, count);
  }
  assert.equal("stream_options" in sentBodies(upstream)[1]!, false);
});

Deno.test("OpenAICompletionProvider.complete() gives up on a server that refuses everything", async () => {
  await using upstream = await startFakeOpenAI({
    reply: (exchange) => refuse(400, "max_tokens must be less than 1000000")(exchange),
  });
  const request = sampleRequest("Hello", { maxTokens: 100_000 });
  assertFailed(await soon(collect(createProvider(upstream), request)), "upstream_rejected");
  assert.equal(upstream.requests.length, 2);
});

/** Answers with one choice, whatever `n` is, and counts 5 and 2 tokens. */
const oneChoice: FakeScript = async (exchange) => {
  await exchange.text(`Answer ${exchange.request.body.n ?? "alone"}`);
  await exchange.finish();
  await exchange.usage(5, 2);
  await exchange.raw("data: [DONE]\n\n");
  await exchange.end();
};

Deno.test("OpenAICompletionProvider.complete() asks n times where the server gives one choice", async () => {
  await using upstream = await startFakeOpenAI({ reply: oneChoice });
  const provider = createProvider(upstream);
  const first = await collect(provider, sampleRequest("Hello", { n: 3 }));
  assert.equal(first.error, null);
  const texts = (events: typeof first.events) => [0, 1, 2].map((index) => textOf(events, index));
  assert.deepEqual(texts(first.events), ["Answer 3", "Answer alone", "Answer alone"]);
  assert.deepEqual(first.events.at(-1), { type: "usage", promptTokens: 15, completionTokens: 6 });
  assert.equal(first.events.filter(({ type }) => type === "finish").length, 3);
  const again = await collect(provider, sampleRequest("Hello", { n: 3 }));
  assert.deepEqual(texts(again.events), ["Answer alone", "Answer alone", "Answer alone"]);
  assert.equal(upstream.requests.length, 6);
});

Deno.test("OpenAICompletionProvider.complete() asks for choices side by side, and keeps those that are complete", async () => {
  await using upstream = await startFakeOpenAI({ reply: "manual" });
  const asked = collect(createProvider(upstream), sampleRequest("Hello", { n: 2 }));
  await refuse(400, "'n' : number must be at most 1")(await upstream.next());
  // The request without `n`, then the one for what is missing.
  await oneChoice(await upstream.next());
  const other = await upstream.next();
  await other.text("Half");
  await other.event({ error: { message: "Out of memory" } });
  const { events, error } = await soon(asked);
  assertFailed({ events, error }, "upstream_error");
  assert.equal(textOf(events, 0), "Answer alone");
  assert.equal(textOf(events, 1), "Half");
  assert.deepEqual(events.filter(({ type }) => type === "finish").length, 1);
});

Deno.test("OpenAICompletionProvider.complete() closes all requests when the reader leaves or aborts", async () => {
  for (const isAbort of [true, false]) {
    await using upstream = await startFakeOpenAI({ reply: "manual" });
    const provider = createProvider(upstream);
    const controller = new AbortController();
    const completion = provider.complete(sampleRequest("Hello", { n: 3 }), controller.signal);
    const read = (async () => {
      for await (const event of completion) {
        if (!isAbort && event.type === "text" && event.index === 1) break;
      }
    })().catch((error) => error);
    await oneChoice(await upstream.next());
    const [second, third] = [await upstream.next(), await upstream.next()];
    if (isAbort) controller.abort("stopped");
    else await second.text("Hi");
    assert.equal(await soon(read), isAbort ? "stopped" : undefined);
    await soon(Promise.all([second.closed, third.closed]));
  }
});
