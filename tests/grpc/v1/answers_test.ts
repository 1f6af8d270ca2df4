import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { actingFor, type OpenStream } from "../../support/grpc/v1_client.ts";
import { type GrpcTestV1, startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";
import { refuse, say } from "../../support/upstream/fake_openai.ts";
import { refusalOf } from "../../support/http/refusal.ts";
import { within } from "../../support/suite/within.ts";

const manual = { upstream: { reply: "manual" } } as const;

/** Answers a call's question with its first text, and waits until the client has that. */
async function begin({ upstream }: GrpcTestV1, stream: OpenStream, text: string) {
  const exchange = await upstream.next();
  await exchange.text(text);
  await stream.until(({ delta }) => delta?.text === text);
  const { chat_id, question_id, answer_ids } = stream.events[0]!.begun!;
  return { exchange, chat_id, question_id, answer_id: answer_ids[0]! };
}

Deno.test("StartChat() sends ids, then text with positions, then the end", async () => {
  await using t = await startGrpcTestV1({ upstream: { reply: "manual" } });
  const stream = t.v1.open("StartChat", { message: "Greet me" });
  const { exchange, ...begun } = await begin(t, stream, "Hi 😀");
  await exchange.text(", Ann");
  await exchange.usage(3, 4);
  await exchange.complete("length");
  const { code, events, answers: [answer] } = await stream.end;
  assert.equal(code, status.OK);
  assert.deepEqual(events.slice(0, -1), [
    {
      event: "begun",
      begun: {
        chat_id: begun.chat_id,
        question_id: begun.question_id,
        answer_ids: [begun.answer_id],
      },
    },
    { event: "delta", delta: { index: 0, text: "Hi 😀", position: "5" } },
    { event: "delta", delta: { index: 0, text: ", Ann", position: "10" } },
  ]);
  assert.equal(events.at(-1)!.event, "ended");
  const { finish_time, ...ended } = answer!;
  assert.deepEqual(ended, {
    model: "fake-model",
    state: "ANSWER_STATE_COMPLETE",
    finish_reason: "FINISH_REASON_LENGTH",
    finish_detail: "",
    error_reason: "",
    retry_time: null,
    left_out: [],
    thinking_position: "0",
    thinking_duration: null,
    thinking_tokens: "0",
    sources: [],
    token_usage: { prompt_tokens: "3", completion_tokens: "4" },
    position: "10",
  });
  assert.ok(Math.abs(Number(finish_time!.seconds) * 1000 - Date.now()) < 60_000);
});

Deno.test("StartChat() gives the server's own word for an unknown finish reason", async () => {
  await using t = await startGrpcTestV1({
    upstream: {
      reply: async (exchange) => {
        await exchange.text("Hi");
        await exchange.complete("compute_limit");
      },
    },
  });
  const { begun, answers: [answer] } = await t.v1.read("StartChat", { message: "Greet me" });
  const { chat_id } = begun!;
  const { messages: [stored] } = await t.v1.ask("ListMessages", { chat_id, page_size: 1 });
  for (const { state, finish_reason, finish_detail } of [answer!, stored!.answer!]) {
    assert.deepEqual([state, finish_reason, finish_detail], [
      "ANSWER_STATE_COMPLETE",
      "FINISH_REASON_UNKNOWN",
      "compute_limit",
    ]);
  }
});

Deno.test("StartChat() takes settings, and uses the defaults for absent ones", async () => {
  await using t = await startGrpcTestV1();
  const { begun } = await t.v1.read("StartChat", {
    message: "Hi",
    system_message: "Be brief",
    settings: { temperature: 0, n: 2, stop: ["END"], max_tokens: 100 },
  });
  const { chat } = await t.v1.ask("GetChat", { chat_id: begun!.chat_id });
  assert.equal(chat!.system_message, "Be brief");
  const { model, temperature, top_p, n, stop, max_tokens } = chat!.settings!;
  assert.deepEqual({ model, temperature, top_p, n, stop, max_tokens }, {
    model: "fake-model",
    temperature: 0,
    top_p: 1,
    n: 2,
    stop: ["END"],
    max_tokens: "100",
  });
  const [system] = t.upstream.requests[0]!.body.messages;
  assert.deepEqual(system, { role: "system", content: "Be brief" });
});

Deno.test("StartChat() streams several answers side by side", async () => {
  await using t = await startGrpcTestV1(manual);
  const stream = t.v1.open("StartChat", { message: "Choose", settings: { n: 2 } });
  const exchange = await t.upstream.next();
  for (const [text, index] of [["one", 1], ["zero", 0], [" more", 1]] as const) {
    await exchange.text(text, index);
  }
  await exchange.finish("length", 1);
  await exchange.complete();
  const { begun, texts, answers } = await stream.end;
  assert.equal(new Set(begun!.answer_ids).size, 2);
  assert.deepEqual(texts, ["zero", "one more"]);
  assert.deepEqual(answers.map(({ finish_reason }) => finish_reason), [
    "FINISH_REASON_STOP",
    "FINISH_REASON_LENGTH",
  ]);
  const { chat_id } = begun!;
  const { messages: [shown] } = await t.v1.ask("ListMessages", { chat_id, page_size: 1 });
  assert.deepEqual(shown!.version_ids, begun!.answer_ids);
});

Deno.test("SendMessage() continues a chat, or replaces an earlier question", async () => {
  await using t = await startGrpcTestV1();
  const { begun: first } = await t.v1.read("StartChat", { message: "One" });
  const { chat_id, question_id } = first!;
  const { texts } = await t.v1.read("SendMessage", { chat_id, message: "Two" });
  assert.deepEqual(texts, ["You said: Two"]);
  const { begun } = await t.v1.read("SendMessage", {
    chat_id,
    message: "Another",
    replaces: question_id,
  });
  const asked = t.upstream.requests.map(({ body }) => body.messages.map(({ content }) => content));
  assert.deepEqual(asked.slice(1), [["One", "You said: One", "Two"], ["Another"]]);
  const { message } = await t.v1.ask("GetMessage", { chat_id, message_id: begun!.question_id });
  assert.deepEqual(message!.version_ids, [question_id, begun!.question_id]);
});

Deno.test("a repeated request id asks once and streams the answer from its beginning", async () => {
  await using t = await startGrpcTestV1(manual);
  const request = { message: "Once", request_id: "request-1" };
  const stream = t.v1.open("StartChat", request);
  const { exchange, chat_id } = await begin(t, stream, "Well");
  const again = t.v1.open("StartChat", request);
  await again.until(({ delta }) => delta?.text === "Well");
  await exchange.complete();
  assert.deepEqual((await again.end).begun, (await stream.end).begun);
  assert.deepEqual((await t.v1.read("StartChat", request)).texts, ["Well"]);
  assert.equal(t.upstream.requests.length, 1);

  const next = { chat_id, message: "Twice", request_id: "request-2" };
  const second = t.v1.open("SendMessage", next);
  const { exchange: other, question_id } = await begin(t, second, "Oh");
  await other.complete();
  await second.end;
  assert.deepEqual((await t.v1.read("SendMessage", next)).texts, ["Oh"]);
  const retry = { chat_id, question_id, request_id: "request-3" };
  const third = t.v1.open("RegenerateAnswer", retry);
  await (await begin(t, third, "Ah")).exchange.complete();
  await third.end;
  assert.deepEqual((await t.v1.read("RegenerateAnswer", retry)).texts, ["Ah"]);
  assert.equal(t.upstream.requests.length, 3);
});

Deno.test("RegenerateAnswer() adds an answer to those that a question has", async () => {
  await using t = await startGrpcTestV1();
  const { begun } = await t.v1.read("StartChat", { message: "Hi" });
  const { chat_id, question_id, answer_ids: [first] } = begun!;
  t.upstream.enqueue(say("Another answer"));
  const { begun: again, texts } = await t.v1.read("RegenerateAnswer", { chat_id, question_id });
  assert.deepEqual(texts, ["Another answer"]);
  assert.equal(again!.question_id, question_id);
  const { message } = await t.v1.ask("GetMessage", { chat_id, message_id: first! });
  assert.deepEqual(message!.version_ids, [first, again!.answer_ids[0]]);
});

Deno.test("StopAnswer() ends an answer with its text so far; ContinueAnswer() continues it", async () => {
  await using t = await startGrpcTestV1(manual);
  const stream = t.v1.open("StartChat", { message: "Talk" });
  const { exchange, chat_id, question_id, answer_id } = await begin(t, stream, "Once upon");
  await t.v1.ask("StopAnswer", { chat_id, answer_id });
  await exchange.closed;
  const { code, answers: [stopped] } = await stream.end;
  assert.equal(code, status.OK);
  assert.equal(stopped!.state, "ANSWER_STATE_STOPPED");
  // Stopping an ended answer changes nothing.
  await t.v1.ask("StopAnswer", { chat_id, answer_id });

  const { position } = stopped!;
  const more = t.v1.open("ContinueAnswer", { chat_id, answer_id, position });
  const goingOn = await t.upstream.next();
  await goingOn.text(" a time");
  await goingOn.complete();
  const { begun, texts, answers: [whole] } = await more.end;
  assert.deepEqual(begun, { chat_id, question_id, answer_ids: [answer_id] });
  assert.deepEqual(texts, [" a time"]);
  assert.equal(whole!.position, String("Once upon a time".length));
  // The same call again doesn't continue it twice.
  const again = await t.v1.read("ContinueAnswer", { chat_id, answer_id, position });
  assert.deepEqual(again.texts, [" a time"]);
  assert.equal(t.upstream.requests.length, 2);
});

Deno.test("a failed answer is reported by its stream, which ends with OK", async () => {
  await using t = await startGrpcTestV1({ upstream: { reply: refuse(500, "their own words") } });
  const { code, answers: [answer] } = await t.v1.read("StartChat", { message: "Hi" });
  assert.equal(code, status.OK);
  assert.equal(answer!.state, "ANSWER_STATE_FAILED");
  assert.equal(answer!.error_reason, "UPSTREAM_ERROR");
});

Deno.test("a failed answer says until when the model's server asked to wait", async () => {
  await using t = await startGrpcTestV1({ upstream: { reply: refuse(429, "Try again in 5m") } });
  const { answers: [answer] } = await t.v1.read("StartChat", { message: "Hi" });
  const wait = Number(answer!.retry_time!.seconds) - Number(answer!.finish_time!.seconds);
  assert.ok(wait >= 299 && wait <= 300, String(wait));
});

Deno.test("FollowAnswer() streams from a position, whether the answer has ended or not", async () => {
  await using t = await startGrpcTestV1(manual);
  const stream = t.v1.open("StartChat", { message: "Talk" });
  const { exchange, chat_id, answer_id } = await begin(t, stream, "Hi 😀!");
  const follow = t.v1.open("FollowAnswer", { chat_id, answer_id, position: 3 });
  await follow.until(({ delta }) => delta?.text === "😀!");
  await exchange.text(" Bye");
  await exchange.complete();
  const { code, texts, events, answers } = await follow.end;
  assert.equal(code, status.OK);
  assert.deepEqual(texts, ["😀! Bye"]);
  assert.deepEqual(events.at(-2)!.delta, { index: 0, text: " Bye", position: "10" });
  assert.deepEqual(answers, (await stream.end).answers);
  const whole = await t.v1.read("FollowAnswer", { chat_id, answer_id });
  assert.deepEqual(whole.texts, ["Hi 😀! Bye"]);
  const nothing = await t.v1.read("FollowAnswer", { chat_id, answer_id, position: 10 });
  assert.deepEqual(nothing.events.map(({ event }) => event), ["ended"]);

  for (const position of [4, 11, -1, "9223372036854775807"]) {
    const end = await t.v1.read("FollowAnswer", { chat_id, answer_id, position });
    assert.deepEqual(await refusalOf(end), {
      code: "INVALID_ARGUMENT",
      reason: "INVALID_ARGUMENT",
      fields: ["position"],
    }, String(position));
  }
});

Deno.test("FollowAnswer() stops nothing when it is cancelled", async () => {
  await using t = await startGrpcTestV1(manual);
  const stream = t.v1.open("StartChat", { message: "Talk" });
  const { exchange, chat_id, answer_id } = await begin(t, stream, "Well");
  const follow = t.v1.open("FollowAnswer", { chat_id, answer_id });
  await follow.until(({ event }) => event === "delta");
  follow.call.cancel();
  assert.equal((await follow.end).code, status.CANCELLED);
  await exchange.text(", then");
  await exchange.complete();
  assert.deepEqual((await stream.end).texts, ["Well, then"]);
});

Deno.test("FollowAnswer() counts towards the limit on streams, and the oldest is closed for it", async () => {
  let now = 0;
  await using t = await startGrpcTestV1({ ...manual, streamsPerUser: 1, now: () => now });
  const stream = t.v1.open("StartChat", { message: "Talk" });
  const { exchange, chat_id, answer_id } = await begin(t, stream, "Well");
  const first = t.v1.open("FollowAnswer", { chat_id, answer_id });
  await first.until(({ event }) => event === "delta");
  const tooSoon = await t.v1.read("FollowAnswer", { chat_id, answer_id });
  assert.deepEqual(await refusalOf(tooSoon), {
    code: "RESOURCE_EXHAUSTED",
    reason: "RATE_LIMITED",
    retryIn: 10,
  });
  now = 10_000;
  const second = t.v1.open("FollowAnswer", { chat_id, answer_id, position: 4 });
  assert.deepEqual(await refusalOf(await first.end), {
    code: "UNAVAILABLE",
    reason: "UNAVAILABLE",
    retryIn: 1,
  });
  await exchange.complete();
  assert.deepEqual((await second.end).events.map(({ event }) => event), ["ended"]);
  // Calls that ask don't count.
  assert.equal((await stream.end).code, status.OK);
});

for (const request_id of ["", "request-1"]) {
  const does = request_id ? "lets an answer with a request id go on" : "stops the answer";
  Deno.test(`cancelling ${does}`, async () => {
    await using t = await startGrpcTestV1(manual);
    const stream = t.v1.open("StartChat", { message: "Talk", request_id });
    const { exchange, chat_id, answer_id } = await begin(t, stream, "Well");
    stream.call.cancel();
    assert.equal((await stream.end).code, status.CANCELLED);
    if (!request_id) await exchange.closed;
    const follow = t.v1.open("FollowAnswer", { chat_id, answer_id });
    if (request_id) await exchange.complete();
    const { answers: [answer], texts } = await follow.end;
    assert.deepEqual(texts, ["Well"]);
    const state = request_id ? "ANSWER_STATE_COMPLETE" : "ANSWER_STATE_STOPPED";
    assert.equal(answer!.state, state);
  });
}

Deno.test("a deadline stops the answer", async () => {
  await using t = await startGrpcTestV1(manual);
  await t.app.prepare();
  const stream = t.v1.open("StartChat", { message: "Talk" }, Date.now() + 1_500);
  const exchange = await within(10_000, t.upstream.next());
  await within(10_000, exchange.closed);
  assert.equal((await stream.end).code, status.DEADLINE_EXCEEDED);
});

Deno.test("cancelling any call that asks stops its answer", async () => {
  await using t = await startGrpcTestV1(manual);
  const first = t.v1.open("StartChat", { message: "Talk" });
  const { chat_id, question_id, answer_id } = await begin(t, first, "Well");
  first.call.cancel();
  await t.v1.read("FollowAnswer", { chat_id, answer_id });
  for (
    const open of [
      () => t.v1.open("ContinueAnswer", { chat_id, answer_id, position: 4 }),
      () => t.v1.open("RegenerateAnswer", { chat_id, question_id }),
      () => t.v1.open("SendMessage", { chat_id, message: "Go on" }),
    ]
  ) {
    const { call, end, until } = open();
    const exchange = await t.upstream.next();
    const { answer_ids } = (await until(({ event }) => event === "begun")).begun!;
    call.cancel();
    await exchange.closed;
    assert.equal((await end).code, status.CANCELLED);
    const { answers } = await t.v1.read("FollowAnswer", { chat_id, answer_id: answer_ids[0] });
    assert.equal(answers[0]!.state, "ANSWER_STATE_STOPPED");
  }
});

Deno.test("a stream sends its headers when the turn has begun, before any text", async () => {
  await using t = await startGrpcTestV1(manual);
  const { call, end } = t.v1.open("StartChat", { message: "Talk" });
  const headers = new Promise((resolve) => call.once("metadata", resolve));
  const exchange = await t.upstream.next();
  await headers;
  await exchange.complete();
  assert.equal((await end).code, status.OK);
});

Deno.test("a stream reports that its answer was interrupted when the server stops", async () => {
  await using t = await startGrpcTestV1(manual);
  const stream = t.v1.open("StartChat", { message: "Talk" });
  const { chat_id } = await begin(t, stream, "Well");
  await t.app.shutdown(0);
  const { code, answers: [answer] } = await stream.end;
  assert.equal(code, status.OK);
  assert.equal(answer!.state, "ANSWER_STATE_INTERRUPTED");
  const refused = await t.v1.read("SendMessage", { chat_id, message: "Again" });
  assert.deepEqual(await refusalOf(refused), {
    code: "UNAVAILABLE",
    reason: "UNAVAILABLE",
    retryIn: 5,
  });
});

Deno.test("a stream of another server's answer breaks off when this server stops", async () => {
  await using t = await startGrpcTestV1({
    ...manual,
    // Following another process's answer ends like this when this process stops.
    app: () => ({ async *followTurn() {} }),
  });
  const end = await t.v1.read("StartChat", { message: "Talk", request_id: "request-1" });
  assert.equal(end.begun!.answer_ids.length, 1);
  assert.deepEqual(await refusalOf(end), {
    code: "UNAVAILABLE",
    reason: "UNAVAILABLE",
    retryIn: 1,
  });
  assert.match(end.details, /FollowAnswer/);
});

Deno.test("sends are refused as in the page, with the contract's names of fields", async () => {
  await using t = await startGrpcTestV1(manual);
  const open = t.v1.open("StartChat", { message: "Talk" });
  const { exchange, chat_id, question_id, answer_id } = await begin(t, open, "Well");
  const wrong = { code: "INVALID_ARGUMENT", reason: "INVALID_ARGUMENT" };
  const busy = { code: "FAILED_PRECONDITION", reason: "ANSWER_IN_PROGRESS" };
  const settings = (settings: object) => t.v1.read("StartChat", { message: "Hi", settings });
  const cases = [
    [t.v1.read("StartChat", { message: " " }), { ...wrong, fields: ["message"] }],
    [t.v1.read("StartChat", { message: "a".repeat(100_001) }), { ...wrong, fields: ["message"] }],
    [
      t.v1.read("StartChat", { message: "Hi", request_id: "x".repeat(65) }),
      { ...wrong, fields: ["request_id"] },
    ],
    [
      t.v1.read("StartChat", { message: "Hi", system_message: "a".repeat(100_001) }),
      { ...wrong, fields: ["system_message"] },
    ],
    [settings({ model: "no-such-model" }), { ...wrong, fields: ["settings.model"] }],
    [settings({ temperature: NaN }), { ...wrong, fields: ["settings.temperature"] }],
    [settings({ top_p: Infinity }), { ...wrong, fields: ["settings.top_p"] }],
    [settings({ n: 9 }), { ...wrong, fields: ["settings.n"] }],
    [settings({ n: -1, max_tokens: "-9223372036854775808" }), {
      ...wrong,
      fields: ["settings.n", "settings.max_tokens"],
    }],
    [settings({ stop: ["a", "b", "c", "d", "e"] }), { ...wrong, fields: ["settings.stop"] }],
    [settings({ presence_penalty: -3, frequency_penalty: 2.1 }), {
      ...wrong,
      fields: ["settings.presence_penalty", "settings.frequency_penalty"],
    }],
    [t.v1.read("SendMessage", { chat_id, message: "More" }), busy],
    [t.v1.read("RegenerateAnswer", { chat_id, question_id }), busy],
    [t.v1.read("ContinueAnswer", { chat_id, answer_id, position: -1 }), {
      ...wrong,
      fields: ["position"],
    }],
  ] as const;
  for (const [end, refusal] of cases) assert.deepEqual(await refusalOf(await end), refusal);
  await exchange.complete();
  await open.end;
  const complete = await t.v1.read("ContinueAnswer", { chat_id, answer_id, position: 4 });
  assert.deepEqual(await refusalOf(complete), {
    code: "FAILED_PRECONDITION",
    reason: "CANNOT_CONTINUE",
  });
  await t.v1.ask("EndChat", { chat_id });
  const ended = await t.v1.read("SendMessage", { chat_id, message: "More" });
  assert.deepEqual(await refusalOf(ended), { code: "FAILED_PRECONDITION", reason: "CHAT_ENDED" });
  assert.equal(t.upstream.requests.length, 1);
});

Deno.test("a message that names a huge model is refused with trailers that fit", async () => {
  await using t = await startGrpcTestV1();
  const settings = { model: "模".repeat(1_000_000) };
  const end = await t.v1.as(actingFor("user-2")).read("StartChat", { message: "Hi", settings });
  assert.deepEqual((await refusalOf(end)).fields, ["settings.model"]);
});
