import assert from "node:assert/strict";
import type { WebClient } from "../../../../infra/web/web_connection.ts";
import { startWebServer } from "../../../../infra/web/web_server.ts";
import { SERVICE_TOKEN } from "../../../support/app/test_app.ts";
import { startTestSite } from "../../test_site.ts";
import { EventReader, events } from "./event_reader.ts";
import { signUpProgram } from "../program.ts";

Deno.test("POST /chats streams the beginning, the text and the end", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const response = await program.call("POST", "/chats", {
    json: { message: "Hello", settings: { temperature: 0.5 } },
    headers: events,
  });
  assert.equal(response.headers.get("Cache-Control"), "no-store, no-transform");
  assert.equal(response.headers.get("X-Accel-Buffering"), "no");
  const reader = new EventReader(response);
  const exchange = await site.upstream.next();
  await reader.until(() => reader.events.length === 1);
  const [begun] = reader.events;
  assert.equal(begun!.event, "begun");
  assert.equal(begun!.id, "0");
  await exchange.text("Good ");
  await reader.until(() => reader.text() === "Good ");
  await exchange.text("day 🌞");
  await reader.until(() => reader.text() === "Good day 🌞");
  assert.equal(reader.lastId, "11");
  await exchange.finish("length");
  await exchange.usage(12, 3);
  await exchange.end();
  await reader.until();
  const { event, id, data } = reader.events.at(-1)!;
  assert.deepEqual([event, id, data.index], ["ended", "end", 0]);
  const { finish_time, ...answer } = data.answer;
  assert.match(finish_time, /^\d{4}-.*\.\d{3}Z$/);
  assert.deepEqual(answer, {
    model: "fake-model",
    state: "complete",
    finish_reason: "length",
    finish_detail: null,
    error_reason: null,
    retry_time: null,
    left_out: [],
    token_usage: { prompt_tokens: 12, completion_tokens: 3, cached_prompt_tokens: null },
    position: 11,
    thinking_position: 0,
    thinking_seconds: 0,
    thinking_tokens: 0,
    sources: [],
  });
  const chat = await program.json("GET", `/chats/${begun!.data.chat_id}`);
  assert.equal(chat.settings.temperature, 0.5);
  assert.equal(chat.active_leaf_id, begun!.data.answer_ids[0]);
});

Deno.test("POST /chats gives the server's own word for an unknown finish reason", async () => {
  await using site = await startTestSite({
    upstream: {
      reply: async (exchange) => {
        await exchange.text("Hi");
        await exchange.complete("compute_limit");
      },
    },
  });
  const { program } = await signUpProgram(site);
  const response = await program.call("POST", "/chats", { json: { message: "Hello" } });
  const { answers: [{ answer }] } = await response.json();
  const { state, finish_reason, finish_detail } = answer;
  assert.deepEqual([state, finish_reason, finish_detail], ["complete", "unknown", "compute_limit"]);
});

Deno.test("POST /chats streams the thinking apart from the text, and the message has both", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const opened = program.call("POST", "/chats", { json: { message: "Hello" }, headers: events });
  const exchange = await site.upstream.next();
  const reader = new EventReader(await opened);
  await exchange.think("A greeting");
  await exchange.text("Hi");
  await exchange.complete();
  await reader.until();
  const [begun, ...others] = reader.events;
  assert.deepEqual(others.slice(0, -1).map(({ event, id, data }) => [event, id, data]), [
    ["thinking", "0t10", { index: 0, text: "A greeting", position: 10 }],
    ["delta", "2t10", { index: 0, text: "Hi", position: 2 }],
  ]);
  const { thinking_position, thinking_seconds, thinking_tokens } = others.at(-1)!.data.answer;
  assert.equal(thinking_position, 10);
  assert.ok(thinking_seconds >= 0 && thinking_seconds < 60);
  assert.equal(thinking_tokens, 2);
  const { chat_id, answer_ids } = begun!.data;
  const message = await program.json("GET", `/chats/${chat_id}/messages/${answer_ids[0]}`);
  assert.deepEqual([message.content, message.thinking], ["Hi", "A greeting"]);
  await program.call("POST", `/chats/${chat_id}/messages`, {
    json: { message: "And?" },
    headers: events,
  });
  const { request } = await site.upstream.next();
  assert.ok(!JSON.stringify(request.body.messages).includes("greeting"));
});

Deno.test("POST /chats answers in one piece without event streams", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const response = await program.call("POST", "/chats", { json: { message: "Hello" } });
  assert.equal(response.status, 201);
  const { answers, ...begun } = await response.json();
  assert.equal(response.headers.get("Location"), `/api/v1/chats/${begun.chat_id}`);
  assert.equal(answers.length, 1);
  assert.equal(answers[0].id, begun.answer_ids[0]);
  assert.equal(answers[0].content, "You said: Hello");
  assert.equal(answers[0].answer.state, "complete");
  const path = `/chats/${begun.chat_id}/messages`;
  const list = await program.json("GET", path);
  assert.deepEqual(list.messages.map(({ id }: { id: string }) => id), [
    begun.answer_ids[0],
    begun.question_id,
  ]);
  assert.equal(list.next_page_token, null);
  const next = await program.call("POST", path, { json: { message: "Again" } });
  assert.equal(next.status, 201);
  const { question_id } = await next.json();
  assert.equal(next.headers.get("Location"), `/api/v1${path}/${question_id}`);
});

Deno.test("hanging up stops the answers, unless the call had a key", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  for (const key of [undefined, "my-key"]) {
    for (const wanted of [{}, events]) {
      const abort = new AbortController();
      const headers = { ...wanted, ...key && { "Idempotency-Key": `${key}${wanted === events}` } };
      const called = program.call("POST", "/chats", {
        json: { message: "Hello" },
        headers,
        signal: abort.signal,
      });
      const exchange = await site.upstream.next();
      await exchange.text("Good ");
      if (wanted === events) {
        const reader = new EventReader(await called);
        await reader.until(() => reader.text() !== "");
        await reader.cancel();
      } else {
        abort.abort();
        assert.equal((await called).status, 503);
      }
      if (key === undefined) await exchange.closed;
      else {
        await exchange.finish();
        await exchange.end();
      }
    }
  }
});

Deno.test("a call repeated with its key resumes, and asks once", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  const call = (headers = {}) =>
    program.call("POST", "/chats", {
      json: { message: "Hello", settings: { n: 2 } },
      headers: { ...events, "Idempotency-Key": "k", ...headers },
    });
  const first = new EventReader(await call());
  const exchange = await site.upstream.next();
  await exchange.text("one", 0);
  await exchange.text("two", 1);
  await first.until(() => first.lastId === "3,3");
  await first.cancel();
  await exchange.text(" more", 0);
  await exchange.finish("stop", 0);
  await exchange.finish("stop", 1);
  await exchange.end();
  const second = await new EventReader(await call({ "Last-Event-ID": "3,3" })).until();
  assert.deepEqual(second.events[0]!.data, first.events[0]!.data);
  assert.deepEqual([second.text(0), second.text(1)], [" more", ""]);
  assert.deepEqual(second.lastId, "end,end");
  const half = await new EventReader(await call({ "Last-Event-ID": "end,1" })).until();
  assert.deepEqual(half.events.map(({ event }) => event), ["begun", "delta", "ended"]);
  assert.deepEqual(half.events.map(({ data }) => data.index), [undefined, 1, 1]);
  assert.equal(half.text(1), "wo");
  assert.equal(site.upstream.requests.length, 1);
  for (const id of ["3", "3,3,3"]) {
    const refused = await call({ "Last-Event-ID": id });
    assert.equal(refused.status, 422);
    assert.equal((await refused.json()).errors[0].field, "Last-Event-ID");
  }
  const beyond = await call({ "Last-Event-ID": "3,400" });
  assert.equal(beyond.status, 422);
  assert.equal((await beyond.json()).errors[0].field, "Last-Event-ID");
});

Deno.test("a lost connection stops its answers, over a socket as well", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const handle = (request: Request, client: WebClient) => site.routes.fetch(request, client);
  const server = startWebServer({ host: "127.0.0.1", port: 0, handle });
  try {
    for (const accept of ["text/event-stream", "application/json"]) {
      const abort = new AbortController();
      const called = fetch(`http://127.0.0.1:${server.port}/api/v1/chats`, {
        method: "POST",
        body: JSON.stringify({ message: "Hello" }),
        headers: {
          Authorization: `Bearer ${SERVICE_TOKEN}`,
          "X-Parley-User": "user",
          "Content-Type": "application/json",
          Accept: accept,
        },
        signal: abort.signal,
      });
      const exchange = await site.upstream.next();
      await exchange.text("Good ");
      if (accept === "text/event-stream") {
        const reader = new EventReader(await called);
        await reader.until(() => reader.text() !== "");
        await reader.cancel();
      }
      abort.abort();
      await called.catch(() => {});
      await exchange.closed;
    }
  } finally {
    await server.stop(1_000);
  }
});
