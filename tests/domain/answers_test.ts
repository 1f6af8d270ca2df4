import assert from "node:assert/strict";
import type { App } from "../../domain/app.ts";
import type { Turn } from "../../domain/message.ts";
import { SystemClock } from "../../infra/system_clock.ts";
import { answered, startTestApp } from "../support/test_app.ts";
import { sqliteDatabase } from "../support/databases.ts";

const userId = "user";

function follow(app: App, turn: Turn) {
  const key = { userId, chatId: turn.chatId, answerId: turn.answers[0]!.id };
  return app.followAnswer(key)[Symbol.asyncIterator]();
}

Deno.test("followAnswer() shows text as it comes to every follower, late ones included", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "one" });
  const early = follow(t.app, turn);
  const exchange = await t.upstream.next();
  await exchange.text("Hello");
  assert.deepEqual((await early.next()).value, { text: "Hello", ended: null });
  const late = follow(t.app, turn);
  assert.deepEqual((await late.next()).value, { text: "Hello", ended: null });
  await exchange.text(" world");
  await exchange.complete();
  assert.equal((await answered(t.app, turn)).content, "Hello world");
});

Deno.test("followAnswer() goes on in another process that shares the database", async () => {
  await using database = await sqliteDatabase();
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  await using other = await startTestApp({ database });
  const turn = await owner.app.startChat({ userId, message: "one" });
  const exchange = await owner.upstream.next();
  await exchange.text("Hello");
  const follower = follow(other.app, turn);
  assert.deepEqual((await follower.next()).value, { text: "Hello", ended: null });
  await exchange.complete();
  assert.equal((await follower.next()).value?.ended?.state, "complete");
});

Deno.test("stopAnswer() closes the upstream and keeps the text", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "one" });
  const exchange = await t.upstream.next();
  await exchange.text("Hello");
  await follow(t.app, turn).next();
  const { chatId, answers: [answer] } = turn;
  await t.app.stopAnswer({ userId, chatId, answerId: answer!.id });
  await exchange.closed;
  const stopped = await t.app.getAnswer(userId, chatId, answer!.id);
  assert.equal(stopped.state, "stopped");
  assert.equal(stopped.content, "Hello");
  await t.app.stopAnswer({ userId, chatId, answerId: answer!.id });
});

Deno.test("stopAnswer() reaches the process that makes the answer", async () => {
  await using database = await sqliteDatabase();
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  await using other = await startTestApp({ database });
  const turn = await owner.app.startChat({ userId, message: "one" });
  const exchange = await owner.upstream.next();
  await exchange.text("Hello");
  await other.app.stopAnswer({ userId, chatId: turn.chatId, answerId: turn.answers[0]!.id });
  await exchange.closed;
  assert.equal((await answered(other.app, turn)).state, "stopped");
});

Deno.test("an answer goes on when its followers have gone", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "one" });
  const exchange = await t.upstream.next();
  await exchange.text("Hello");
  const follower = follow(t.app, turn);
  await follower.next();
  await follower.return?.();
  await exchange.text(" world");
  await exchange.complete();
  assert.equal((await answered(t.app, turn)).content, "Hello world");
});

Deno.test("deleteChat() stops the running answer", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const { chatId } = await t.app.startChat({ userId, message: "one" });
  const exchange = await t.upstream.next();
  await exchange.text("Hello");
  await t.app.deleteChat(userId, chatId);
  await exchange.closed;
  await assert.rejects(t.app.getChat(userId, chatId), { code: "not_found" });
});

Deno.test("endChat() stops the running answer, wherever it is made", async () => {
  await using database = await sqliteDatabase();
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  await using other = await startTestApp({ database });
  for (const { app } of [owner, other]) {
    const turn = await owner.app.startChat({ userId, message: "one" });
    const exchange = await owner.upstream.next();
    await exchange.text("Hello");
    assert.equal((await app.endChat(userId, turn.chatId)).status, "ended");
    await exchange.closed;
    assert.equal((await answered(app, turn)).state, "stopped");
  }
});

Deno.test("shutdown() interrupts what outlasts the grace time and refuses new turns", async () => {
  await using database = await sqliteDatabase();
  await using t = await startTestApp({ database, upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "one" });
  await (await t.upstream.next()).text("Hello");
  const follower = follow(t.app, turn);
  await follower.next();
  await t.app.shutdown(10);
  assert.equal((await follower.next()).value?.ended?.state, "interrupted");
  await assert.rejects(t.app.startChat({ userId, message: "two" }), { code: "unavailable" });
});

Deno.test("start() interrupts the answers of a process that died, with their text", async () => {
  await using database = await sqliteDatabase();
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  const turn = await owner.app.startChat({ userId, message: "one" });
  await (await owner.upstream.next()).text("Hello");
  await using watcher = await startTestApp({ database });
  await follow(watcher.app, turn).next();

  await using survivor = await startTestApp({ database, deps: { clock: new LaterClock() } });
  const { chatId, answers: [answer] } = turn;
  const interrupted = await survivor.app.getAnswer(userId, chatId, answer!.id);
  assert.equal(interrupted.state, "interrupted");
  assert.equal(interrupted.content, "Hello");
  assert.equal((await survivor.app.getChat(userId, chatId)).answering, null);
});

Deno.test("followAnswer() ends with what is stored when another process ended the answer", async () => {
  await using database = await sqliteDatabase();
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  const turn = await owner.app.startChat({ userId, message: "one" });
  const exchange = await owner.upstream.next();
  await exchange.text("Hello");
  await using watcher = await startTestApp({ database });
  await follow(watcher.app, turn).next();
  const ending = answered(owner.app, turn);
  await using _survivor = await startTestApp({ database, deps: { clock: new LaterClock() } });
  await exchange.text(" and more").catch(() => {});
  await exchange.complete().catch(() => {});
  assert.equal((await ending).state, "interrupted");
  assert.equal((await ending).content, "Hello");
});

/** A clock to which everybody else has not beaten for a minute. */
class LaterClock extends SystemClock {
  override now(): Date {
    return new Date(super.now().getTime() + 60_000);
  }
}
