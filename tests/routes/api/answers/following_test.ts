import assert from "node:assert/strict";
import { refuse } from "../../../support/upstream/fake_openai.ts";
import { startTestSite, type TestSite } from "../../test_site.ts";
import { EventReader, events } from "./event_reader.ts";
import { type Program, signUpProgram } from "../program.ts";

/** A chat whose answer has begun, asked with a key. */
async function begin(site: TestSite, program: Program, text = "Hello wo") {
  const headers = { ...events, "Idempotency-Key": crypto.randomUUID() };
  const called = program.call("POST", "/chats", { json: { message: "Hello" }, headers });
  const exchange = await site.upstream.next();
  await exchange.text(text);
  const reader = new EventReader(await called);
  await reader.until(() => reader.text() === text);
  await reader.cancel();
  const { chat_id, answer_ids: [answer_id] } = reader.events[0]!.data;
  const path = `/chats/${chat_id}/answers/${answer_id}`;
  return { exchange, chat_id, answer_id, path };
}

async function finish(exchange: Awaited<ReturnType<typeof begin>>["exchange"], reason = "stop") {
  await exchange.finish(reason);
  await exchange.end();
}

Deno.test("GET …/answers/:answer streams from a position, and Last-Event-ID takes precedence", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const { exchange, path } = await begin(site, program);
  const open = async (query: string, headers = {}) =>
    new EventReader(
      await program.call("GET", path + query, { headers: { ...events, ...headers } }),
    );
  const readers = await Promise.all([
    open(""),
    open("?position=6"),
    open("?position=2", { "Last-Event-ID": "7" }),
    open("?position=8"),
  ]);
  await exchange.text("rld");
  await finish(exchange);
  await Promise.all(readers.map((reader) => reader.until()));
  assert.deepEqual(readers.map((reader) => reader.text()), ["Hello world", "world", "orld", "rld"]);
  for (const reader of readers) {
    assert.deepEqual(reader.events.filter(({ event }) => event === "ended").length, 1);
    assert.equal(reader.lastId, "end");
  }
  const late = await (await open("?position=3")).until();
  assert.deepEqual(late.events.map(({ event }) => event), ["delta", "ended"]);
  const again = await program.call("GET", path, { headers: { ...events, "Last-Event-ID": "end" } });
  assert.equal(again.status, 204);
  const message = await program.json("GET", path);
  assert.equal(message.content, "Hello world");
  assert.equal(message.answer.position, 11);
});

Deno.test("GET …/answers/:answer waits for the end unless events are accepted", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const { exchange, path } = await begin(site, program);
  const waiting = program.json("GET", path);
  await exchange.text("rld");
  await finish(exchange);
  const { content, answer } = await waiting;
  assert.deepEqual([content, answer.state], ["Hello world", "complete"]);
});

Deno.test("impossible positions are refused before anything is streamed", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const { exchange, path } = await begin(site, program, "🌞!");
  await finish(exchange);
  await program.json("GET", path);
  const follow = (query: string, headers = {}) =>
    program.call("GET", path + query, { headers: { ...events, ...headers } });
  const whole = { headers: { Accept: "application/json" } };
  const positions = ["4", "1", "-1", "x", "1e0", "0x0", "1.5", ""].map((text) =>
    `position=${text}`
  );
  for (const query of [...positions, "pos=1"]) {
    for (
      const response of [
        await follow(`?${query}`),
        await program.call("GET", `${path}?${query}`, whole),
      ]
    ) {
      assert.equal(response.status, 422, query);
      const [{ field }] = (await response.json()).errors;
      assert.equal(field, query.split("=")[0]);
    }
  }
  for (const id of ["1", "4", "1,2", "-1", "x", "1e3", "99999999999"]) {
    const response = await follow("", { "Last-Event-ID": id });
    assert.equal((await response.json()).errors[0].field, "Last-Event-ID", id);
  }
});

Deno.test("a position within a character of a running answer is reported in the stream", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const { exchange, path } = await begin(site, program, "🌞!");
  const response = await program.call("GET", `${path}?position=1`, { headers: events });
  const reader = await new EventReader(response).until();
  const { event, data } = reader.events[0]!;
  assert.equal(event, "problem");
  assert.equal(data.code, "invalid_argument");
  const resumed = { ...events, "Last-Event-ID": "1" };
  const named = await new EventReader(await program.call("GET", path, { headers: resumed }))
    .until();
  assert.equal(named.events[0]!.data.errors[0].field, "Last-Event-ID");
  const waiting = program.call("GET", `${path}?position=1`);
  await finish(exchange);
  assert.equal((await waiting).status, 422);
});

Deno.test("an answer can be stopped, and continued from there", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const { exchange, path, chat_id, answer_id } = await begin(site, program);
  assert.equal((await program.call("POST", `${path}/stop`)).status, 204);
  await exchange.closed;
  const stopped = await program.json("GET", path);
  assert.deepEqual([stopped.content, stopped.answer.state], ["Hello wo", "stopped"]);
  assert.equal((await program.call("POST", `${path}/stop`)).status, 204);

  const wrong = await program.call("POST", `${path}/continue`, { json: { position: 9 } });
  assert.equal((await wrong.json()).errors[0].field, "position");
  const called = program.call("POST", `${path}/continue`, {
    json: { position: 8 },
    headers: events,
  });
  const more = await site.upstream.next();
  await more.text("rld");
  await finish(more);
  const reader = await new EventReader(await called).until();
  assert.deepEqual(reader.events[0]!.data, {
    chat_id,
    answer_ids: [answer_id],
    question_id: stopped.parent_id,
  });
  assert.equal(reader.events[0]!.id, "8");
  assert.equal(reader.text(), "rld");
  const again = await program.json("POST", `${path}/continue`, { json: { position: 8 } });
  assert.equal(again.answers[0].content, "Hello world");
  assert.equal(site.upstream.requests.length, 2);
  const complete = await program.call("POST", `${path}/continue`, { json: { position: 11 } });
  assert.equal(complete.status, 409);
  assert.equal((await complete.json()).code, "cannot_continue");
});

Deno.test("a failed answer is not a failed call", async () => {
  await using site = await startTestSite({ upstream: { reply: refuse(401) } });
  const { program } = await signUpProgram(site);
  const turn = await program.json("POST", "/chats", { json: { message: "Hello" } });
  assert.equal(turn.answers[0].answer.state, "failed");
  assert.equal(turn.answers[0].answer.error_reason, "upstream_unauthorized");
  const reader = await new EventReader(
    await program.call("POST", "/chats", { json: { message: "Hello" }, headers: events }),
  ).until();
  assert.equal(reader.events.at(-1)!.data.answer.error_reason, "upstream_unauthorized");
});

Deno.test("a failed answer says until when the model's server asked to wait", async () => {
  await using site = await startTestSite({ upstream: { reply: refuse(429, "Try again in 5m") } });
  const { program } = await signUpProgram(site);
  const turn = await program.json("POST", "/chats", { json: { message: "Hello" } });
  const { retry_time, finish_time } = turn.answers[0].answer;
  const wait = Date.parse(retry_time) - Date.parse(finish_time);
  assert.ok(wait > 295_000 && wait <= 300_000, String(wait));
});

Deno.test("an answer says which settings its model doesn't take", async () => {
  await using site = await startTestSite();
  site.upstream.enqueue(refuse(400, "temperature is not supported"));
  const { program } = await signUpProgram(site);
  const json = { message: "Hello", settings: { temperature: 0.2 } };
  const turn = await program.json("POST", "/chats", { json });
  assert.equal(turn.answers[0].answer.state, "complete");
  assert.deepEqual(turn.answers[0].answer.left_out, ["temperature"]);
});

Deno.test("streams are limited per user; beyond that, older ones are closed for new ones", async () => {
  await using site = await startTestSite({
    upstream: { reply: "manual" },
    streamsPerUser: 1,
  });
  const { program } = await signUpProgram(site);
  const { exchange, path } = await begin(site, program);
  const first = new EventReader(await program.call("GET", path, { headers: events }));
  await first.until(() => first.text() !== "");
  const refused = await program.call("GET", path, { headers: events });
  assert.equal(refused.status, 429);
  const { code, retry_after } = await refused.json();
  assert.equal(code, "rate_limited");
  assert.equal(refused.headers.get("Retry-After"), String(retry_after));
  await first.cancel();
  const second = new EventReader(await program.call("GET", path, { headers: events }));
  await finish(exchange);
  await second.until();
  assert.equal(second.lastId, "end");
  assert.equal((await program.call("HEAD", path, { headers: events })).status, 200);
  assert.equal((await program.call("GET", path, { headers: events })).status, 200);
});

Deno.test("a slow reader gets everything that came meanwhile in one piece", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const { exchange, path } = await begin(site, program, "a");
  const slow = new EventReader(await program.call("GET", path, { headers: events }));
  const quick = new EventReader(await program.call("GET", path, { headers: events }));
  await slow.until(() => slow.text() === "a");
  const text = "a" + "word ".repeat(200);
  for (let i = 0; i < 200; i++) await exchange.text("word ");
  await finish(exchange);
  await Promise.all([quick.until(), program.json("GET", path)]);
  await slow.until();
  assert.equal(slow.text(), text);
  assert.equal(quick.text(), text);
  const deltas = slow.events.filter(({ event }) => event === "delta");
  assert.ok(deltas.length <= 4, `${deltas.length} pieces`);
});

Deno.test("a silent stream sends heartbeats", async () => {
  const { setInterval } = globalThis;
  globalThis.setInterval =
    ((callback: () => void, ms = 0) =>
      setInterval(callback, ms === 15_000 ? 5 : ms)) as typeof setInterval;
  try {
    await using site = await startTestSite({ upstream: { reply: "manual" } });
    const { program } = await signUpProgram(site);
    const { exchange, path } = await begin(site, program, "a");
    const reader = new EventReader(await program.call("GET", path, { headers: events }));
    await reader.until(() => reader.heartbeats > 3);
    await finish(exchange);
    await reader.until();
    assert.equal(reader.lastId, "end");
  } finally {
    globalThis.setInterval = setInterval;
  }
});

Deno.test("a stream ends with its answer when the server stops", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const { path } = await begin(site, program);
  const reader = new EventReader(await program.call("GET", path, { headers: events }));
  await reader.until(() => reader.text() !== "");
  await site.app.shutdown(0);
  await reader.until();
  assert.equal(reader.events.at(-1)!.data.answer.state, "interrupted");
  const refused = await program.call("POST", "/chats", { json: { message: "More" } });
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("Retry-After"), "5");
  assert.equal((await refused.json()).retry_after, 5);
});
