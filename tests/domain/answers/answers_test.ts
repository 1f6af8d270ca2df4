import assert from "node:assert/strict";
import { StoredFeeds } from "../../../domain/answers/stored_feeds.ts";
import type { App } from "../../../domain/app.ts";
import type { Turn } from "../../../domain/chats/message.ts";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import { ended, firstTurn, idleInstance, resumption } from "../../contracts/sample_turns.ts";
import { answered, quietLog, startTestApp } from "../../support/app/test_app.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";

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
  assert.equal((await early.next()).value?.text, "Hello");
  const late = follow(t.app, turn);
  assert.equal((await late.next()).value?.text, "Hello");
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
  assert.equal((await follower.next()).value?.text, "Hello");
  await exchange.complete();
  assert.equal((await follower.next()).value?.ended?.state, "complete");
});

Deno.test("followAnswer() has the thinking of another process's answer, and then its text", async () => {
  await using database = await sqliteDatabase();
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  await using other = await startTestApp({ database });
  const turn = await owner.app.startChat({ userId, message: "one" });
  const exchange = await owner.upstream.next();
  await exchange.think("Let me");
  const follower = follow(other.app, turn);
  assert.equal((await follower.next()).value?.thinking?.text, "Let me");
  await exchange.think(" see");
  assert.equal((await follower.next()).value?.thinking?.text, "Let me see");
  await exchange.text("Hello");
  const { value } = await follower.next();
  assert.deepEqual([value?.text, value?.thinking?.text], ["Hello", "Let me see"]);
  await exchange.complete();
  assert.equal((await follower.next()).value?.ended?.thinking?.text, "Let me see");
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

Deno.test("stopAnswer() reaches the process that writes the answer", async () => {
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

Deno.test("deleteChats() stops the running answer", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const { chatId } = await t.app.startChat({ userId, message: "one" });
  const exchange = await t.upstream.next();
  await exchange.text("Hello");
  await t.app.deleteChats(userId, { ids: [chatId] });
  await exchange.closed;
  await assert.rejects(t.app.getChat(userId, chatId), { code: "not_found" });
});

Deno.test("endChat() stops the running answer in any process", async () => {
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

Deno.test("start() begins to interrupt the answers of dead processes, keeping their text", async () => {
  await using database = await sqliteDatabase();
  const turns = new SqlTurnGateway(database);
  const turn = firstTurn({ userId, instanceId: "dead" });
  const answerId = turn.answers[0]!.id;
  await turns.begin(turn);
  await turns.appendChunks([{ answerId, position: 0, text: "Hello" }]);
  await using survivor = await startTestApp({ database });
  const { id: chatId } = turn.chat;
  const shown = await answered(survivor.app, { chatId, ...turn });
  assert.equal(shown.state, "interrupted");
  assert.equal(shown.content, "Hello");
  assert.equal((await survivor.app.getChat(userId, chatId)).answering, null);
});

Deno.test("an answer that was interrupted by mistake still ends with all of its text", async () => {
  await using database = await sqliteDatabase();
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  const turn = await owner.app.startChat({ userId, message: "one" });
  const exchange = await owner.upstream.next();
  await exchange.text("Hello");
  const ending = answered(owner.app, turn);
  // Another process that sees no heartbeats; one may still come in between.
  const turns = new SqlTurnGateway(database);
  for (let ended = 0; ended === 0;) {
    await database.db.updateTable("instances").set({ beat_at: 0 }).execute();
    ended = await turns.interruptStale(idleInstance, { staleAfter: 1, now: new Date() });
  }
  await exchange.text(" and more").catch(() => {});
  await exchange.complete().catch(() => {});
  const { state, content } = await ending;
  assert.match(content, /^Hello/);
  assert.ok(state === "complete" || state === "interrupted", state);
  const stored = await owner.app.getAnswer(userId, turn.chatId, turn.answers[0]!.id);
  assert.equal(stored.content, content);
});

Deno.test("shutdown() ends the followers of other processes' answers, without an ended answer", async () => {
  await using database = await sqliteDatabase();
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  await using other = await startTestApp({ database });
  const turn = await owner.app.startChat({ userId, message: "one" });
  await (await owner.upstream.next()).text("Hello");
  const follower = follow(other.app, turn);
  assert.equal((await follower.next()).value?.text, "Hello");
  const next = follower.next();
  await other.app.shutdown(0);
  assert.deepEqual(await next, { value: undefined, done: true });
  assert.equal(
    (await owner.app.getAnswer(userId, turn.chatId, turn.answers[0]!.id)).state,
    "streaming",
  );
});

Deno.test("followAnswer() reads all answers of other processes in one loop", async () => {
  const statements: string[] = [];
  await using database = await sqliteDatabase({ onStatement: (sql) => statements.push(sql) });
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  await using other = await startTestApp({ database });
  const followers = [];
  for (let i = 0; i < 20; i++) {
    const turn = await owner.app.startChat({ userId, message: `question ${i}` });
    await (await owner.upstream.next()).text(`Hello ${i}`);
    for (let j = 0; j < 3; j++) followers.push(follow(other.app, turn));
  }
  await Promise.all(followers.map((follower) => follower.next()));
  statements.length = 0;
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const seconds = (performance.now() - start) / 1_000;
  const reads = statements.filter((sql) => /from "answer_chunks"/.test(sql));
  assert.ok(reads.length >= 1 && reads.length <= 5 * seconds, `${reads.length} in ${seconds} s`);
  for (const follower of followers) await follower.return?.();
});

Deno.test("StoredFeeds.enter() begins anew when an answer is continued while one still reads its end", async () => {
  await using database = await sqliteDatabase();
  const turns = new SqlTurnGateway(database);
  const storedFeeds = new StoredFeeds({ turns, clock: new SystemClock(), log: quietLog });
  const turn = firstTurn({ userId });
  const [answer] = turn.answers;
  await turns.begin(turn);
  const first = storedFeeds.enter(answer!);
  const finished = ended(turn, { content: "Once", state: "stopped" });
  await turns.finish(finished);
  for await (const { ended } of first.feed.follow()) if (ended) break;
  await turns.resume(resumption(finished.answers[0]!));
  const second = storedFeeds.enter({ ...answer!, content: "Once" });
  await turns.appendChunks([{ answerId: answer!.id, position: 4, text: " more" }]);
  for await (const { text } of second.feed.follow()) if (text === "Once more") break;
  storedFeeds.leave(first);
  assert.equal(storedFeeds.enter(answer!), second);
  await storedFeeds.close();
});
