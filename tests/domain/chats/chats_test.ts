import assert from "node:assert/strict";
import fc from "fast-check";
import type { App } from "../../../domain/app.ts";
import type { AppError } from "../../../domain/app_error.ts";
import { answered, startTestApp } from "../../support/app/test_app.ts";

const userId = "user";

async function startAnsweredChat(app: App, message: string): Promise<string> {
  const turn = await app.startChat({ userId, message });
  await answered(app, turn);
  return turn.chatId;
}

Deno.test("listChats() puts the chat with the newest message first, page by page", async () => {
  await using t = await startTestApp();
  const [a, b, c] = [
    await startAnsweredChat(t.app, "a"),
    await startAnsweredChat(t.app, "b"),
    await startAnsweredChat(t.app, "c"),
  ];
  await answered(t.app, await t.app.sendMessage({ userId, chatId: a, message: "more" }));
  const newest = await t.app.listChats(userId, { limit: 2 });
  assert.deepEqual(newest.map(({ id }) => id), [a, c]);
  const older = await t.app.listChats(userId, { before: newest[1], limit: 2 });
  assert.deepEqual(older.map(({ id }) => id), [b]);
  assert.deepEqual(await t.app.listChats("another", { limit: 2 }), []);
});

Deno.test("listMessages() returns the newest page, then the ones before", async () => {
  await using t = await startTestApp();
  const chatId = await startAnsweredChat(t.app, "1");
  await answered(t.app, await t.app.sendMessage({ userId, chatId, message: "2" }));
  const newest = await t.app.listMessages({ userId, chatId, limit: 3 });
  assert.deepEqual(newest.messages.map(({ content }) => content), [
    "You said: 1",
    "2",
    "You said: 2",
  ]);
  assert.equal(newest.hasOlder, true);
  const before = newest.messages[0]!.id;
  const older = await t.app.listMessages({ userId, chatId, before, limit: 3 });
  assert.deepEqual(older.messages.map(({ content }) => content), ["1"]);
  assert.equal(older.hasOlder, false);
  const other = await startAnsweredChat(t.app, "other");
  const elsewhere = (await t.app.getChat(userId, other)).activeLeaf;
  for (const before of ["nothing", elsewhere]) {
    await assert.rejects(
      t.app.listMessages({ userId, chatId, before, limit: 3 }),
      (error: AppError) => error.code === "invalid_argument" && "before" in error.fields,
    );
  }
});

Deno.test("every use case treats other users' chats as missing", async () => {
  await using t = await startTestApp();
  const chatId = await startAnsweredChat(t.app, "1");
  const { messages: [question, answer] } = await t.app.listMessages({ userId, chatId, limit: 2 });
  const attempts = (userId: string, chatId: string): (() => Promise<unknown>)[] => [
    () => t.app.getChat(userId, chatId),
    () => t.app.getAnswer(userId, chatId, answer!.id),
    () => t.app.listMessages({ userId, chatId, limit: 1 }),
    () => t.app.listMessages({ userId, chatId, limit: 1, before: answer!.id }),
    () => t.app.sendMessage({ userId, chatId, message: "x" }),
    () => t.app.sendMessage({ userId, chatId, message: "x", replaces: question!.id }),
    () => t.app.regenerateAnswer({ userId, chatId, questionId: question!.id }),
    () => t.app.selectBranch({ userId, chatId, messageId: answer!.id }),
    () => t.app.getMessage(userId, chatId, answer!.id),
    () => t.app.stopAnswer({ userId, chatId, answerId: answer!.id }),
    () => t.app.updateChat({ userId, chatId, title: "x" }),
    () => t.app.endChat(userId, chatId),
    () => t.app.updateChat({ userId, chatId, config: { n: 2 } }),
    () => t.app.archiveChats({ userId, chatIds: [chatId], archived: true }),
    () => t.app.deleteChats(userId, { ids: [chatId] }),
    () => t.app.awaitTitle({ userId, chatId, signal: AbortSignal.abort() }),
    async () => {
      for await (const _ of t.app.followAnswer({ userId, chatId, answerId: answer!.id }));
    },
  ];
  const outcome = (attempt: () => Promise<unknown>) =>
    attempt().then(() => "allowed", ({ code, message }: AppError) => `${code}: ${message}`);
  for (const [index, foreign] of attempts("another", chatId).entries()) {
    const missing = attempts(userId, "0190b4c6-0000-7000-8000-000000000000")[index]!;
    assert.match(await outcome(foreign), /^not_found/);
    assert.equal(await outcome(foreign), await outcome(missing));
  }
  assert.equal((await t.app.getChat(userId, chatId)).title, "1");
});

Deno.test("updateChat() and endChat() change the chat and keep its place in the list", async () => {
  await using t = await startTestApp();
  const first = await startAnsweredChat(t.app, "1");
  const second = await startAnsweredChat(t.app, "2");
  assert.equal((await t.app.updateChat({ userId, chatId: first, title: " A  b " })).title, "A b");
  const ended = await t.app.endChat(userId, first);
  assert.equal(ended.status, "ended");
  assert.deepEqual(await t.app.endChat(userId, first), ended, "it is ended once");
  const list = await t.app.listChats(userId, { limit: 10 });
  assert.deepEqual(list.map(({ id, title }) => [id, title]), [[second, "2"], [first, "A b"]]);
});

Deno.test("a chat never answers two questions at once, whatever is asked of it", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const operation = fc.constantFrom("send", "regenerate", "stop");
  const bursts = fc.array(fc.array(operation, { minLength: 1, maxLength: 5 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(bursts, async (bursts) => {
      const { chatId, question } = await t.app.startChat({ userId, message: "0" });
      const perform = {
        send: () => t.app.sendMessage({ userId, chatId, message: "more" }),
        regenerate: () => t.app.regenerateAnswer({ userId, chatId, questionId: question.id }),
        stop: async () => {
          const { activeLeaf } = await t.app.getChat(userId, chatId);
          await t.app.stopAnswer({ userId, chatId, answerId: activeLeaf });
        },
      };
      for (const burst of bursts) {
        await Promise.allSettled(burst.map((name) => perform[name]()));
        const streaming = await t.database.db.selectFrom("messages").select("id")
          .where("chat_id", "=", chatId).where("state", "=", "streaming").execute();
        assert.ok(streaming.length <= 1);
      }
    }),
    { numRuns: 30 },
  );
});
