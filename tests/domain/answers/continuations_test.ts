import assert from "node:assert/strict";
import { AppError } from "../../../domain/app_error.ts";
import type { FinishedTurn } from "../../../domain/answers/turn_gateway.ts";
import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";
import { answered, silentLog, startTestApp, type TestApp } from "../../support/app/test_app.ts";
import { within } from "../../support/suite/within.ts";
import { said } from "../../../domain/said.ts";

const userId = "user";

/** Asks a question, and stops its answer at "Once upon". */
async function stoppedAnswer(t: TestApp) {
  const turn = await t.app.startChat({ userId, message: "Tell me a story" });
  const exchange = await t.upstream.next();
  await exchange.text("Once upon");
  const key = { userId, chatId: turn.chatId, answerId: turn.answers[0]!.id };
  for await (const { text } of t.app.followAnswer(key)) if (text !== "") break;
  await t.app.stopAnswer(key);
  return { ...key, position: "Once upon".length };
}

Deno.test("continueAnswer() goes on in the same message, and gives the model its own text", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const input = await stoppedAnswer(t);
  const before = await t.app.getAnswer(userId, input.chatId, input.answerId);
  const turn = await t.app.continueAnswer(input);
  const exchange = await t.upstream.next();
  const { messages, n } = exchange.request.body;
  assert.equal(n ?? 1, 1);
  assert.deepEqual(messages.slice(0, 2), [
    { role: "user", content: "Tell me a story" },
    { role: "assistant", content: "Once upon" },
  ]);
  assert.match(messages[2]!.content, /^Continue your last message/);
  const follower = t.app.followAnswer(input)[Symbol.asyncIterator]();
  assert.equal((await follower.next()).value?.text, "Once upon");
  await exchange.text(" a time");
  assert.equal((await follower.next()).value?.text, "Once upon a time");
  await exchange.complete();
  const answer = await answered(t.app, turn);
  assert.equal(answer.id, input.answerId);
  assert.equal(answer.content, "Once upon a time");
  assert.equal(answer.state, "complete");
  assert.ok(answer.promptTokens! > before.promptTokens!);
  const chat = await t.app.getChat(userId, input.chatId);
  assert.deepEqual(chat.tokenUsage, {
    promptTokens: answer.promptTokens,
    completionTokens: answer.completionTokens,
  });
  const { messages: shown } = await t.app.listMessages({ ...input, limit: 9 });
  assert.deepEqual(shown.map(({ content }) => content), ["Tell me a story", "Once upon a time"]);
});

Deno.test("continueAnswer() goes on once, however often it is called", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const input = await stoppedAnswer(t);
  const turns = await Promise.all([1, 2, 3].map(() => t.app.continueAnswer(input)));
  const exchange = await t.upstream.next();
  await exchange.text(" a time");
  await exchange.complete();
  for (const turn of turns) {
    assert.equal((await answered(t.app, turn)).content, "Once upon a time");
  }
  const late = await t.app.continueAnswer(input);
  assert.equal(late.answers[0]!.content, "Once upon a time");
  assert.equal(t.upstream.requests.length, 2);
});

/** Stores the end of an answer, but the first time its process gets an error. */
class DoubtfulTurnGateway extends SqlTurnGateway {
  readonly stored = Promise.withResolvers<void>();
  #calls = 0;

  override async finish(turn: FinishedTurn): Promise<boolean> {
    const isStored = await super.finish(turn);
    if (++this.#calls > 1) return isStored;
    this.stored.resolve();
    throw new AppError("unavailable", said`The connection broke at the commit`);
  }
}

Deno.test("continueAnswer() waits until the process knows that the end is stored", async () => {
  await using database = await sqliteDatabase();
  const turns = new DoubtfulTurnGateway(database);
  await using t = await startTestApp({
    database,
    deps: { turns, log: silentLog },
    upstream: { reply: "manual" },
  });
  const stopping = stoppedAnswer(t);
  await turns.stored.promise;
  const [chat] = await t.app.listChats(userId, { limit: 1 });
  const key = { userId, chatId: chat!.id, answerId: chat!.activeLeaf };
  const early = await t.app.continueAnswer({ ...key, position: "Once upon".length });
  assert.equal((await within(5_000, answered(t.app, early))).state, "stopped");
  assert.equal(t.upstream.requests.length, 1);

  const turn = await t.app.continueAnswer(await stopping);
  const exchange = await t.upstream.next();
  await exchange.text(" a time");
  await exchange.complete();
  assert.equal((await answered(t.app, turn)).content, "Once upon a time");
});

Deno.test("continueAnswer() goes on after the token limit, and after the upstream broke off", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "A story" });
  const key = { userId, chatId: turn.chatId, answerId: turn.answers[0]!.id };
  const first = await t.upstream.next();
  await first.text("one");
  await first.complete("length");
  const end = () => answered(t.app, turn);
  assert.equal((await end()).finishReason, "length");
  await t.app.continueAnswer({ ...key, position: 3 });
  const second = await t.upstream.next();
  await second.text(" two");
  second.reset();
  assert.equal((await end()).errorCode, "upstream_broken_off");
  await t.app.continueAnswer({ ...key, position: 7 });
  const third = await t.upstream.next();
  await third.text(" three");
  await third.complete();
  const ended = await end();
  assert.equal(ended.content, "one two three");
  assert.equal(ended.errorCode, null);
});

Deno.test("continueAnswer() goes on after an unknown finish reason", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "A story" });
  const key = { userId, chatId: turn.chatId, answerId: turn.answers[0]!.id };
  const first = await t.upstream.next();
  await first.text("one");
  await first.complete("compute_limit");
  assert.equal((await answered(t.app, turn)).finishReason, "other:compute_limit");
  await t.app.continueAnswer({ ...key, position: 3 });
  const second = await t.upstream.next();
  await second.text(" two");
  await second.complete();
  const ended = await answered(t.app, turn);
  assert.deepEqual([ended.content, ended.finishReason], ["one two", "stop"]);
});

Deno.test("continueAnswer() refuses answers that can't be continued, and says why", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const input = await stoppedAnswer(t);
  const refusal = (changes: Partial<typeof input>) =>
    t.app.continueAnswer({ ...input, ...changes });
  await assert.rejects(refusal({ userId: "somebody else" }), { code: "not_found" });
  await assert.rejects(refusal({ answerId: "missing" }), { code: "not_found" });
  await assert.rejects(refusal({ position: 12 }), {
    code: "invalid_argument",
    message: "Cannot continue answer at 12: it ends at 9",
  });
  const { chatId } = input;
  const next = await t.app.sendMessage({ userId, chatId, message: "Never mind" });
  await assert.rejects(refusal({}), { code: "answer_in_progress" });
  const exchange = await t.upstream.next();
  await exchange.text("Fine");
  await exchange.complete();
  const { id: answerId } = await answered(t.app, next);
  const code = "cannot_continue";
  await assert.rejects(refusal({}), { code, message: /newer messages follow/ });
  await assert.rejects(refusal({ answerId, position: 4 }), { code, message: /it is complete/ });
});

Deno.test("continueAnswer() refuses an answer that leaves the model no room", async () => {
  await using t = await startTestApp({
    settings: { models: [{ name: "fake-model", contextTokens: 100 }] },
    upstream: { reply: "manual" },
  });
  const { chatId, answers: [answer] } = await t.app.startChat({ userId, message: "A story" });
  const exchange = await t.upstream.next();
  const text = "word ".repeat(90);
  await exchange.text(text);
  await exchange.complete("length");
  const key = { userId, chatId, answerId: answer!.id };
  for await (const _ of t.app.followAnswer(key));
  await assert.rejects(t.app.continueAnswer({ ...key, position: text.length }), {
    code: "message_too_long",
    message: /^Cannot continue answer: with its question, its \d+ tokens exceed/,
  });
});

Deno.test("continueAnswer() drops the words that the model repeats", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const turn = await t.app.startChat({ userId, message: "A story" });
  const key = { userId, chatId: turn.chatId, answerId: turn.answers[0]!.id };
  const first = await t.upstream.next();
  await first.text("It was a dark and");
  await first.complete("length");
  await answered(t.app, turn);
  await t.app.continueAnswer({ ...key, position: 17 });
  const second = await t.upstream.next();
  await second.text("a dark");
  await second.text(" and stormy");
  await second.complete("length");
  assert.equal((await answered(t.app, turn)).content, "It was a dark and stormy");
  await t.app.continueAnswer({ ...key, position: 24 });
  const third = await t.upstream.next();
  // Still held back when the answer breaks off.
  await third.text(" a dark");
  third.reset();
  assert.equal((await answered(t.app, turn)).content, "It was a dark and stormy a dark");
});
