import assert from "node:assert/strict";
import type { App } from "../../../domain/app.ts";
import { PURGE_AFTER, UNDO_WINDOW } from "../../../domain/chats/purge.ts";
import type { Clock } from "../../../domain/clock.ts";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { answered, startTestApp } from "../../support/app/test_app.ts";
import { within } from "../../support/suite/within.ts";

const userId = "user";

Deno.test("restoreChats() brings back what deleteChats() deleted, with its stopped answer", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const { chatId, answers } = await t.app.startChat({ userId, message: "one" });
  const exchange = await t.upstream.next();
  await exchange.text("Hello");
  const key = { userId, chatId, answerId: answers[0]!.id };
  for await (const { text } of t.app.followAnswer(key)) if (text === "Hello") break;
  const deletedAt = await t.app.deleteChats(userId, { ids: [chatId] });
  await exchange.closed;
  assert.equal(await t.app.countDeleted(userId, deletedAt), 1);
  assert.equal(await t.app.countDeleted("another", deletedAt), 0);
  await assert.rejects(t.app.restoreChats("another", deletedAt), { code: "not_found" });
  assert.deepEqual(await t.app.restoreChats(userId, deletedAt), [chatId]);
  const { messages: [, answer] } = await t.app.listMessages({ userId, chatId, limit: 2 });
  assert.deepEqual(answer?.role === "assistant" && [answer.state, answer.content], [
    "stopped",
    "Hello",
  ]);
  await assert.rejects(t.app.restoreChats(userId, deletedAt), { code: "not_found" });
});

Deno.test("deleteChats() deletes all archived chats, or all others", async () => {
  await using t = await startTestApp();
  const [a, b, c] = [await newChat(t.app), await newChat(t.app), await newChat(t.app)];
  await t.app.archiveChats({ userId, chatIds: [a, b], archived: true });
  await t.app.archiveChats({ userId, chatIds: [b], archived: false });
  const listed = async (archived: boolean) =>
    (await t.app.listChats(userId, { archived, limit: 9 })).map(({ id }) => id);
  assert.deepEqual([await listed(false), await listed(true)], [[c, b], [a]]);
  const deletedAt = await t.app.deleteChats(userId, { archived: false });
  assert.deepEqual([await listed(false), await listed(true)], [[], [a]]);
  assert.equal(await t.app.countDeleted(userId, deletedAt), 2);
  await assert.rejects(t.app.deleteChats(userId, { archived: false }), { code: "not_found" });
  await assert.rejects(t.app.deleteChats("another", { ids: [a] }), { code: "not_found" });
  const many = Array.from({ length: 501 }, () => a);
  await assert.rejects(t.app.deleteChats(userId, { ids: many }), { code: "invalid_argument" });
});

Deno.test("a new message moves a chat out of the archive", async () => {
  await using t = await startTestApp();
  const chatId = await newChat(t.app);
  await t.app.archiveChats({ userId, chatIds: [chatId], archived: true });
  await answered(t.app, await t.app.sendMessage({ userId, chatId, message: "more" }));
  assert.equal((await t.app.getChat(userId, chatId)).archived, false);
});

Deno.test("a deleted chat can be restored for an hour, and is removed after that", async () => {
  const clock = new ShiftedClock();
  await using t = await startTestApp({ deps: { clock } });
  const kept = await newChat(t.app);
  const chatId = await newChat(t.app);
  const deletedAt = await t.app.deleteChats(userId, { ids: [chatId] });
  clock.shift = UNDO_WINDOW - 5_000;
  assert.equal(await t.app.countDeleted(userId, deletedAt), 1);
  clock.shift = UNDO_WINDOW;
  assert.equal(await t.app.countDeleted(userId, deletedAt), 0);
  await assert.rejects(t.app.restoreChats(userId, deletedAt), { code: "not_found" });
  clock.shift = PURGE_AFTER - 5_000;
  await clock.nextRound();
  assert.equal(await rows(), 2);
  clock.shift = PURGE_AFTER + 1_000;
  await clock.nextRound();
  assert.equal(await rows(), 1);
  assert.equal((await t.app.getChat(userId, kept)).id, kept);

  async function rows(): Promise<number> {
    return (await t.database.db.selectFrom("chats").select("id").execute()).length;
  }
});

/** The machine's time plus an offset. Sleeps of a minute end when the test wants the next round. */
class ShiftedClock implements Clock {
  readonly #clock = new SystemClock();
  shift = 0;
  #round = Promise.withResolvers<void>();
  #waiting = Promise.withResolvers<void>();

  now(): Date {
    return new Date(this.#clock.now().getTime() + this.shift);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (milliseconds !== 60_000) return await this.#clock.sleep(milliseconds, signal);
    this.#waiting.resolve();
    const ended = new Promise<void>((resolve) =>
      signal?.addEventListener("abort", () => resolve())
    );
    await Promise.race([this.#round.promise, ended]);
  }

  /** Runs one round, and waits until it is done. */
  async nextRound(): Promise<void> {
    await within(10_000, this.#waiting.promise);
    this.#waiting = Promise.withResolvers();
    this.#round.resolve();
    this.#round = Promise.withResolvers();
    await within(10_000, this.#waiting.promise);
  }
}

async function newChat(app: App): Promise<string> {
  const turn = await app.startChat({ userId, message: "A question" });
  await answered(app, turn);
  return turn.chatId;
}
