import assert from "node:assert/strict";
import type { AppError, ErrorCode } from "../../../domain/app_error.ts";
import { echo, type FakeExchange, refuse } from "../../support/upstream/fake_openai.ts";
import type { ModelCatalog } from "../../../domain/models/catalog.ts";
import { hasOnlyThought } from "../../../domain/chats/message.ts";
import { MAX_ANSWER_LENGTH } from "../../../domain/answers/running_turn.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";
import { answered, startTestApp } from "../../support/app/test_app.ts";

const userId = "user";

function refusedWith(code: ErrorCode): (error: AppError) => boolean {
  return (error) => error.code === code;
}

Deno.test("startChat() stores the question before the first token and answers it", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "Why is the sky blue?" });
  const chat = await t.app.getChat(userId, turn.chatId);
  assert.equal(chat.title, "Why is the sky blue?");
  assert.equal(chat.answering, turn.question.id);
  const exchange = await t.upstream.next();
  await exchange.text("Because");
  await exchange.complete();
  const answer = await answered(t.app, turn);
  assert.equal(answer.content, "Because");
  assert.equal(answer.state, "complete");
  assert.equal(answer.finishReason, "stop");
  assert.equal((await t.app.getChat(userId, turn.chatId)).answering, null);
});

Deno.test("thinking that the model's server counts but doesn't show is known by its tokens", async () => {
  await using t = await startTestApp({
    upstream: {
      reply: async (exchange) => {
        await exchange.event({
          choices: [{ index: 0, delta: {}, finish_reason: "length" }],
          usage: {
            prompt_tokens: 9,
            completion_tokens: 50,
            completion_tokens_details: { reasoning_tokens: 50 },
          },
        });
        await exchange.raw("data: [DONE]\n\n");
        await exchange.end();
      },
    },
  });
  const answer = await answered(t.app, await t.app.startChat({ userId, message: "Think" }));
  assert.deepEqual(answer.thinking, { text: "", milliseconds: 0, tokens: 50 });
  assert.ok(hasOnlyThought(answer));
});

Deno.test("an endless answer is ended while it can still be stored", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "one" });
  const exchange = await t.upstream.next();
  const piece = "word ".repeat(200_000);
  for (let i = 0; i < 3; i++) await exchange.text(piece);
  const { content, state, finishReason } = await answered(t.app, turn);
  assert.equal(content.length, MAX_ANSWER_LENGTH);
  assert.deepEqual({ state, finishReason }, { state: "complete", finishReason: "length" });
  await exchange.closed;
});

Deno.test("sendMessage() gives the model the system message and the chat so far", async () => {
  await using t = await startTestApp({ settings: { defaultSystemMessage: "Be brief" } });
  const first = await t.app.startChat({ userId, message: "one" });
  await answered(t.app, first);
  const { chatId } = first;
  await answered(t.app, await t.app.sendMessage({ userId, chatId, message: "two" }));
  assert.deepEqual(t.upstream.requests[1]!.body.messages, [
    { role: "system", content: "Be brief" },
    { role: "user", content: "one" },
    { role: "assistant", content: "You said: one" },
    { role: "user", content: "two" },
  ]);
  const { messages } = await t.app.listMessages({ userId, chatId, limit: 10 });
  assert.deepEqual(messages.map((message) => message.content), [
    "one",
    "You said: one",
    "two",
    "You said: two",
  ]);
});

Deno.test("a failed answer leaves the chat usable on a server whose roles must alternate", async () => {
  const alternate = (exchange: FakeExchange) => {
    const roles = exchange.request.body.messages.map(({ role }) => role);
    const isInTurn = roles.every((role, index) => role === (index % 2 ? "assistant" : "user"));
    const refused = "Conversation roles must alternate user/assistant/user/assistant/...";
    return (isInTurn ? echo() : refuse(400, refused))(exchange);
  };
  await using t = await startTestApp({ upstream: { reply: alternate } });
  t.upstream.enqueue(refuse(401));
  const first = await t.app.startChat({ userId, message: "one" });
  assert.equal((await answered(t.app, first)).state, "failed");
  const { chatId } = first;
  const second = await t.app.sendMessage({ userId, chatId, message: "two" });
  assert.equal((await answered(t.app, second)).content, "You said: one\n\ntwo");
  const third = await t.app.sendMessage({ userId, chatId, message: "three" });
  assert.equal((await answered(t.app, third)).content, "You said: three");
});

Deno.test("sendMessage() refuses a second question while one is answered", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const { chatId } = await t.app.startChat({ userId, message: "one" });
  await assert.rejects(
    t.app.sendMessage({ userId, chatId, message: "two" }),
    refusedWith("answer_in_progress"),
  );
  const { messages } = await t.app.listMessages({ userId, chatId, limit: 10 });
  assert.equal(messages.length, 2);
});

Deno.test("sendMessage() accepts one of many simultaneous questions", async () => {
  await using t = await startTestApp();
  const turn = await t.app.startChat({ userId, message: "one" });
  await answered(t.app, turn);
  const { chatId } = turn;
  const sends = await Promise.allSettled(
    Array.from({ length: 8 }, () => t.app.sendMessage({ userId, chatId, message: "two" })),
  );
  assert.equal(sends.filter(({ status }) => status === "fulfilled").length, 1);
  for (const send of sends) {
    if (send.status === "rejected") assert.equal(send.reason.code, "answer_in_progress");
  }
});

Deno.test("sendMessage() refuses invalid messages and stores nothing", async () => {
  await using t = await startTestApp({
    settings: { models: [{ name: "fake-model", contextTokens: 100 }] },
  });
  const turn = await t.app.startChat({ userId, message: "one" });
  await answered(t.app, turn);
  const { chatId } = turn;
  const send = (message: string, other = {}) =>
    t.app.sendMessage({ userId, chatId, message, ...other });
  await assert.rejects(send("  \n"), refusedWith("invalid_argument"));
  await assert.rejects(send("word ".repeat(200)), refusedWith("message_too_long"));
  await assert.rejects(send("two", { userId: "another" }), refusedWith("not_found"));
  await t.app.endChat(userId, chatId);
  await assert.rejects(send("two"), refusedWith("chat_ended"));
  const { messages } = await t.app.listMessages({ userId, chatId, limit: 10 });
  assert.equal(messages.length, 2);
  assert.equal(t.upstream.requests.length, 1);
});

Deno.test("startChat() writes n answers at the same time", async () => {
  await using t = await startTestApp();
  const turn = await t.app.startChat({ userId, message: "one", config: { n: 3 } });
  assert.equal(turn.answers.length, 3);
  await answered(t.app, turn);
  for (const { id } of turn.answers) {
    assert.equal((await t.app.getAnswer(userId, turn.chatId, id)).content, "You said: one");
  }
  assert.equal(t.upstream.requests.length, 1);
});

Deno.test("startChat() asks once more for the answers that the upstream never wrote", async () => {
  const sayFirst = async (exchange: FakeExchange) => {
    await exchange.text("one");
    await exchange.finish("stop");
    await exchange.end();
  };
  for (const [script, state] of [[sayFirst, "complete"], [null, "failed"]] as const) {
    await using t = await startTestApp({ upstream: { reply: (exchange) => exchange.end() } });
    t.upstream.enqueue(sayFirst, ...script ? [script] : []);
    const turn = await t.app.startChat({ userId, message: "one", config: { n: 2 } });
    assert.equal((await answered(t.app, turn)).state, "complete");
    const missing = await t.app.getAnswer(userId, turn.chatId, turn.answers[1]!.id);
    assert.equal(missing.state, state);
    assert.equal(missing.errorCode, script ? null : "upstream_broken_off");
    assert.equal(t.upstream.requests.length, 2);
  }
});

Deno.test("a failure of one of n answers leaves the complete ones alone", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  for (const goesWrong of ["upstream", "stopped"] as const) {
    const turn = await t.app.startChat({ userId, message: "one", config: { n: 2 } });
    const { chatId, answers } = turn;
    const [whole, cut] = [answers[0]!.id, answers[1]!.id];
    const key = { userId, chatId, answerId: cut };
    const exchange = await t.upstream.next();
    await exchange.text("whole");
    await exchange.finish("stop");
    await exchange.text("cu", 1);
    for await (const { text } of t.app.followAnswer(key)) if (text === "cu") break;
    if (goesWrong === "upstream") await exchange.end();
    else await t.app.stopAnswer(key);
    await answered(t.app, turn);
    const stateOf = async (id: string) => (await t.app.getAnswer(userId, chatId, id)).state;
    assert.equal(await stateOf(whole), "complete");
    assert.equal(await stateOf(cut), goesWrong === "upstream" ? "failed" : "stopped");
  }
});

Deno.test("sendMessage() stores where the model's memory begins once messages are left out", async () => {
  await using t = await startTestApp({
    settings: { models: [{ name: "fake-model", contextTokens: 120 }] },
  });
  const message = "word ".repeat(20);
  const first = await t.app.startChat({ userId, message });
  await answered(t.app, first);
  const { chatId } = first;
  assert.equal((await t.app.getChat(userId, chatId)).memoryBeginsAt, null);
  const second = await t.app.sendMessage({ userId, chatId, message });
  await answered(t.app, second);
  await answered(t.app, await t.app.sendMessage({ userId, chatId, message }));
  assert.equal((await t.app.getChat(userId, chatId)).memoryBeginsAt, second.question.id);
  assert.equal(t.upstream.requests[2]!.body.messages.length, 3);
});

Deno.test("sendMessage() goes on with the default model when the chat's own is gone", async () => {
  await using database = await sqliteDatabase();
  const models = (...names: string[]) => ({
    settings: {
      models: names.map((name) => ({ name, contextTokens: 8192 })) as unknown as ModelCatalog,
    },
  });
  await using before = await startTestApp({ database, ...models("fake-model", "old") });
  const turn = await before.app.startChat({ userId, message: "one", model: "old" });
  assert.equal((await answered(before.app, turn)).model, "old");
  await using after = await startTestApp({ database, ...models("new") });
  const next = await after.app.sendMessage({ userId, chatId: turn.chatId, message: "two" });
  assert.equal((await answered(after.app, next)).model, "new");
  assert.equal(after.upstream.requests[0]!.body.model, "new");
});

Deno.test("regenerateAnswer() adds an answer beside the failed one", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "one" });
  await (await t.upstream.next()).error(401, { error: { message: "no" } });
  const failed = await answered(t.app, turn);
  assert.equal(failed.state, "failed");
  assert.equal(failed.errorCode, "upstream_unauthorized");
  const { chatId, question } = turn;
  const again = await t.app.regenerateAnswer({ userId, chatId, questionId: question.id });
  const exchange = await t.upstream.next();
  assert.deepEqual(exchange.request.body.messages, [{ role: "user", content: "one" }]);
  await exchange.text("yes");
  await exchange.complete();
  assert.equal((await answered(t.app, again)).content, "yes");
  const { messages } = await t.app.listMessages({ userId, chatId, limit: 10 });
  assert.deepEqual(messages.map(({ content }) => content), ["one", "yes"]);
  assert.equal((await t.app.getAnswer(userId, chatId, failed.id)).state, "failed");
});
