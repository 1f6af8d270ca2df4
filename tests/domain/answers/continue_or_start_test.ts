import assert from "node:assert/strict";
import type { App } from "../../../domain/app.ts";
import type { AppError } from "../../../domain/app_error.ts";
import type { Turn } from "../../../domain/chats/message.ts";
import type { FinishedTurn } from "../../../domain/answers/turn_gateway.ts";
import type { Database } from "../../../infra/db/connection/database.ts";
import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";
import { sampleConfig } from "../../support/app/sample_messages.ts";
import { answered, startTestApp } from "../../support/app/test_app.ts";

const userId = "user";
const manual = { upstream: { reply: "manual" } } as const;

Deno.test("continueOrStartChat() never opens another user's chat", async () => {
  await using t = await startTestApp();
  const first = await t.app.startChat({ userId, message: "secret" });
  await answered(t.app, first);
  const input = { userId: "another", chatId: first.chatId, message: "two" };
  const turn = await t.app.continueOrStartChat(input);
  assert.notEqual(turn.chatId, first.chatId);
  await answered(t.app, turn);
  assert.equal(t.upstream.requests[1]!.body.messages.length, 1);
  const own = await t.app.continueOrStartChat({ userId, chatId: first.chatId, message: "two" });
  assert.equal(own.chatId, first.chatId);
});

Deno.test("continueOrStartChat() joins the running answer to the same message, and no other", async () => {
  await using t = await startTestApp(manual);
  const { chatId, ...first } = await t.app.continueOrStartChat({ userId, message: "one\r\ntwo" });
  const exchange = await t.upstream.next();
  const again = await t.app.continueOrStartChat({ userId, chatId, message: "one\ntwo" });
  assert.equal(again.isRepeated, true);
  assert.equal(again.question.id, first.question.id);
  assert.equal(again.answers[0]!.id, first.answers[0]!.id);
  for (
    const other of [{ message: "one" }, { message: "one\ntwo", idempotencyKey: "another call" }]
  ) {
    await assert.rejects(
      t.app.continueOrStartChat({ userId, chatId, ...other }),
      (error: AppError) => error.code === "answer_in_progress",
    );
  }
  const stranger = await t.app.continueOrStartChat({ userId: "b", chatId, message: "one\ntwo" });
  assert.notEqual(stranger.chatId, chatId);
  await exchange.complete();
  assert.deepEqual(await contentsOf(t.app, chatId), ["one\ntwo", ""]);
});

Deno.test("continueOrStartChat() answers a stopped or failed question again, and repeats an answered one", async () => {
  await using t = await startTestApp(manual);
  const ask = (chatId?: string) => t.app.continueOrStartChat({ userId, chatId, message: "one" });
  const first = await ask();
  const { chatId, question } = first;
  await (await t.upstream.next()).text("stopped ");
  await leave(t.app, first);
  const second = await ask(chatId);
  const failing = await t.upstream.next();
  await failing.text("failed ");
  failing.reset();
  assert.equal((await answered(t.app, second)).state, "failed");
  const third = await ask(chatId);
  const exchange = await t.upstream.next();
  assert.deepEqual(exchange.request.body.messages, [{ role: "user", content: "one" }]);
  await exchange.text("Whole");
  await exchange.complete();
  assert.equal((await answered(t.app, third)).content, "Whole");
  for (const turn of [second, third]) assert.equal(turn.question.id, question.id);
  assert.deepEqual(await contentsOf(t.app, chatId), ["one", "Whole"]);

  const anew = await ask(chatId);
  await (await t.upstream.next()).complete();
  await answered(t.app, anew);
  assert.deepEqual(await contentsOf(t.app, chatId), ["one", "Whole", "one", ""]);
});

Deno.test("continueOrStartChat() does the same with a new key; a failed call's key returns its turn", async () => {
  await using t = await startTestApp(manual);
  const ask = (idempotencyKey: string, chatId?: string) =>
    t.app.continueOrStartChat({ userId, chatId, message: "one", idempotencyKey });
  const first = await ask("a");
  (await t.upstream.next()).reset();
  await answered(t.app, first);
  assert.equal((await ask("a", first.chatId)).answers[0]!.id, first.answers[0]!.id);
  const second = await ask("b", first.chatId);
  assert.equal(second.question.id, first.question.id);
  assert.notEqual(second.answers[0]!.id, first.answers[0]!.id);
  await (await t.upstream.next()).complete();
  await answered(t.app, second);
  assert.equal((await ask("b", first.chatId)).answers[0]!.id, second.answers[0]!.id);
});

Deno.test("of simultaneous calls with the same message, one asks and all get its answer", async () => {
  await using t = await startTestApp(manual);
  const { chatId } = await stoppedTurn();
  for (const message of ["one", "two"]) {
    const turns = await Promise.all(
      Array.from({ length: 6 }, () => t.app.continueOrStartChat({ userId, chatId, message })),
    );
    assert.equal(new Set(turns.map(({ answers }) => answers[0]!.id)).size, 1);
    assert.equal(turns.filter(({ isRepeated }) => !isRepeated).length, 1);
    await (await t.upstream.next()).complete();
    await answered(t.app, turns[0]!);
  }
  assert.deepEqual(await contentsOf(t.app, chatId), ["one", "", "two", ""]);
  assert.equal(t.upstream.requests.length, 3);

  async function stoppedTurn(): Promise<Turn> {
    const turn = await t.app.continueOrStartChat({ userId, message: "one" });
    await t.upstream.next();
    await leave(t.app, turn);
    return turn;
  }
});

Deno.test("an answer is stopped when its last caller hangs up", async () => {
  await using t = await startTestApp({
    ...manual,
    settings: { defaultConfig: { ...sampleConfig, n: 2 } },
  });
  const turn = await t.app.continueOrStartChat({ userId, message: "one" });
  const { chatId } = turn;
  const exchange = await t.upstream.next();
  await t.app.continueOrStartChat({ userId, chatId, message: "one" });
  await leave(t.app, turn);
  await exchange.text("still ");
  await exchange.text("STILL ", 1);
  const joined = await t.app.continueOrStartChat({ userId, chatId, message: "one" });
  await leave(t.app, joined);
  await exchange.text("here");
  await leave(t.app, turn);
  await exchange.closed;
  const answer = await answered(t.app, turn);
  assert.equal(answer.state, "stopped");
  await leave(t.app, turn);
});

Deno.test("a call that comes while the answer is being stopped asks the question again", async () => {
  const stopping = Promise.withResolvers<void>();
  await using database = await sqliteDatabase();
  const turns = new SlowlyEndedTurns(database, stopping.promise);
  await using t = await startTestApp({ ...manual, database, deps: { turns } });
  const first = await t.app.continueOrStartChat({ userId, message: "one" });
  const exchange = await t.upstream.next();
  const left = leave(t.app, first);
  await exchange.closed;
  const again = t.app.continueOrStartChat({ userId, chatId: first.chatId, message: "one" });
  stopping.resolve();
  await left;
  const second = await again;
  assert.equal(second.question.id, first.question.id);
  assert.notEqual(second.answers[0]!.id, first.answers[0]!.id);
  assert.equal(second.isRepeated, false);
  await (await t.upstream.next()).complete();
});

Deno.test("callers of an answer are counted across processes", async () => {
  await using database = await sqliteDatabase();
  await using t = await startTestApp({ ...manual, database });
  await using elsewhere = await startTestApp({ database });
  const turn = await t.app.continueOrStartChat({ userId, message: "one" });
  const { chatId } = turn;
  const exchange = await t.upstream.next();
  const joined = await elsewhere.app.continueOrStartChat({ userId, chatId, message: "one" });
  assert.equal(joined.isRepeated, true);
  await leave(t.app, turn);
  await exchange.text("still here");
  assert.equal((await t.app.getAnswer(userId, chatId, turn.answers[0]!.id)).state, "streaming");
  await leave(elsewhere.app, joined);
  await exchange.closed;
  assert.equal((await answered(elsewhere.app, joined)).state, "stopped");
});

/** Acts as if a stopped answer took a while to be stored. */
class SlowlyEndedTurns extends SqlTurnGateway {
  readonly #released: Promise<void>;

  constructor(database: Database, released: Promise<void>) {
    super(database);
    this.#released = released;
  }

  override async finish(turn: FinishedTurn): Promise<boolean> {
    await this.#released;
    return await super.finish(turn);
  }
}

async function leave(app: App, { chatId, answers }: Turn): Promise<void> {
  await app.leaveAnswer({ userId, chatId, answerId: answers[0]!.id });
}

async function contentsOf(app: App, chatId: string): Promise<string[]> {
  const { messages } = await app.listMessages({ userId, chatId, limit: 10 });
  return messages.map(({ content }) => content);
}
