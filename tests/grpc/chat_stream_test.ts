import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { sampleConfig } from "../support/app/sample_messages.ts";
import { say } from "../support/upstream/fake_openai.ts";
import { finished, untilContent } from "../support/grpc/client.ts";
import { beginAnswer, startGrpcTest } from "../support/grpc/test_server.ts";
import { service } from "../support/grpc/sample_call.ts";

Deno.test("ChatStream() sends the whole text so far each time it has grown", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const call = t.client.ChatStream({ user_id: "first", user_message: "Greet me" }, service);
  const end = finished(call);
  const exchange = await t.upstream.next();
  for (const [piece, content] of [["Hel", "Hel"], ["lo, ", "Hello, "], ["Ann", "Hello, Ann"]]) {
    const seen = untilContent(call, content!);
    await exchange.text(piece!);
    await seen;
  }
  await exchange.complete();
  const { responses, code } = await end;
  assert.equal(code, status.OK);
  assert.deepEqual(responses.map(({ content }) => content), ["Hel", "Hello, ", "Hello, Ann"]);
});

Deno.test("ChatStream() names the same chat and user in every message", async () => {
  await using t = await startGrpcTest();
  const call = t.client.ChatStream({ user_id: "first", user_message: "one two three" }, service);
  const { responses } = await finished(call);
  assert.notEqual(responses[0]?.chat_id, "");
  assert.deepEqual(new Set(responses.map((response) => response.chat_id)).size, 1);
  assert.ok(responses.every((response) => response.user_id === "first"));
});

Deno.test("ChatStream() ends with the full text", async () => {
  const text = "# Title\n\nSome *text* with 中文, 😀 and\n\n```\ncode\n```\n";
  await using t = await startGrpcTest({ upstream: { reply: say(text) } });
  const { content, code } = await finished(
    t.client.ChatStream({ user_id: "first", user_message: "Say it" }, service),
  );
  assert.equal(content, text);
  assert.equal(code, status.OK);
});

Deno.test("ChatStream() sends an empty message when the answer is empty", async () => {
  await using t = await startGrpcTest({ upstream: { reply: (exchange) => exchange.complete() } });
  const { responses, code } = await finished(
    t.client.ChatStream({ user_id: "first", user_message: "Say nothing" }, service),
  );
  assert.equal(code, status.OK);
  assert.deepEqual(responses.map(({ content }) => content), [""]);
  assert.ok(responses[0]?.chat_id);
});

for (const [kind, chat_id] of [["absent", undefined], ["empty", ""], ["unknown", "no-such-chat"]]) {
  Deno.test(`ChatStream() starts a chat when chat_id is ${kind}`, async () => {
    await using t = await startGrpcTest();
    const { responses, code } = await finished(
      t.client.ChatStream({ chat_id, user_id: "first", user_message: "Hi" }, service),
    );
    assert.equal(code, status.OK);
    const [chat] = await t.app.listChats("first", { limit: 10 });
    assert.equal(responses[0]?.chat_id, chat?.id);
  });
}

Deno.test("ChatStream() sends the history when a chat goes on", async () => {
  await using t = await startGrpcTest();
  const first = await finished(
    t.client.ChatStream({ user_id: "first", user_message: "My name is Ann" }, service),
  );
  const chat_id = first.responses[0]?.chat_id;
  const second = await finished(
    t.client.ChatStream({ chat_id, user_id: "first", user_message: "What is my name?" }, service),
  );
  assert.equal(second.responses[0]?.chat_id, chat_id);
  assert.deepEqual(t.upstream.requests[1]?.body.messages, [
    { role: "user", content: "My name is Ann" },
    { role: "assistant", content: "You said: My name is Ann" },
    { role: "user", content: "What is my name?" },
  ]);
});

Deno.test("ChatStream() takes the next question as soon as a call has ended", async () => {
  await using t = await startGrpcTest();
  let chat_id = "";
  for (let i = 0; i < 20; i++) {
    const { code, details, responses } = await finished(
      t.client.ChatStream({ chat_id, user_id: "first", user_message: `Question ${i}` }, service),
    );
    assert.equal(code, status.OK, details);
    chat_id = responses[0]!.chat_id;
  }
  assert.equal((await t.app.listChats("first", { limit: 10 })).length, 1);
});

Deno.test("ChatStream() never opens another user's chat", async () => {
  await using t = await startGrpcTest();
  const secret = await finished(
    t.client.ChatStream({ user_id: "first", user_message: "My secret" }, service),
  );
  const chat_id = secret.responses[0]!.chat_id;
  const other = await finished(
    t.client.ChatStream({ chat_id, user_id: "second", user_message: "Which secret?" }, service),
  );
  assert.equal(other.code, status.OK);
  assert.notEqual(other.responses[0]?.chat_id, chat_id);
  assert.deepEqual(t.upstream.requests[1]?.body.messages, [
    { role: "user", content: "Which secret?" },
  ]);
  const { messages } = await t.app.listMessages({ userId: "first", chatId: chat_id, limit: 10 });
  assert.equal(messages.length, 2);
});

Deno.test("ChatStream() never mixes two calls", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const calls = [];
  for (const user_id of ["first", "second"]) {
    const call = t.client.ChatStream({ user_id, user_message: `I am ${user_id}` }, service);
    calls.push({ user_id, call, end: finished(call), exchange: await t.upstream.next() });
  }
  for (let i = 1; i <= 30; i++) {
    for (const { user_id, call, exchange } of calls) {
      const seen = untilContent(call, `${user_id} `.repeat(i));
      await exchange.text(`${user_id} `);
      await seen;
    }
  }
  for (const { exchange } of calls) await exchange.complete();
  const [first, second] = await Promise.all(calls.map(({ end }) => end));
  for (const [user_id, { responses }] of [["first", first!], ["second", second!]] as const) {
    assert.equal(responses.length, 30);
    assert.ok(responses.every(({ content }) => content.replaceAll(`${user_id} `, "") === ""));
    assert.ok(responses.every((response) => response.user_id === user_id));
  }
  assert.notEqual(first?.responses[0]?.chat_id, second?.responses[0]?.chat_id);
});

Deno.test("ChatStream() streams the first of n answers", async () => {
  const settings = { defaultConfig: { ...sampleConfig, n: 2 } };
  await using t = await startGrpcTest({
    settings,
    upstream: {
      async reply(exchange) {
        for (const word of ["one ", "two "]) {
          await exchange.text(word, 0);
          await exchange.text(word.toUpperCase(), 1);
        }
        await exchange.complete();
      },
    },
  });
  const { content, code } = await finished(
    t.client.ChatStream({ user_id: "first", user_message: "Count" }, service),
  );
  assert.equal(code, status.OK);
  assert.equal(content, "one two ");
});

Deno.test("ChatStream() ends with OK when the answer is stopped from elsewhere", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const call = t.client.ChatStream({ user_id: "first", user_message: "Talk" }, service);
  const { end, first } = await beginAnswer(t, call, "Well");
  const { chat_id: chatId } = first;
  const { activeLeaf: answerId } = await t.app.getChat("first", chatId);
  await t.app.stopAnswer({ userId: "first", chatId, answerId });
  const { code, content } = await end;
  assert.equal(code, status.OK);
  assert.equal(content, "Well");
});

Deno.test("ChatStream() sends headers as soon as the question is stored", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const call = t.client.ChatStream({ user_id: "first", user_message: "Hi" }, service);
  const headers = new Promise((resolve) => call.once("metadata", () => resolve("headers")));
  const end = finished(call);
  const exchange = await t.upstream.next();
  assert.equal(await Promise.race([headers, end]), "headers");
  await exchange.complete();
  await end;
});

Deno.test("ChatStream() sends valid UTF-8 when an answer ends in half a character", async () => {
  await using t = await startGrpcTest({
    app: (app) => ({
      async *followAnswer(input) {
        for await (const { text, ended } of app.followAnswer(input)) {
          yield { text: `${text}\ud83d`, ended };
        }
      },
    }),
  });
  const { content, code } = await finished(
    t.client.ChatStream({ user_id: "first", user_message: "Hi" }, service),
  );
  assert.equal(code, status.OK);
  assert.equal(content, "You said: Hi\ufffd");
});
