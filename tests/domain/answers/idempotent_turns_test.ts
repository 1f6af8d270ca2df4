import assert from "node:assert/strict";
import type { RequestedTurn } from "../../../domain/answers/turn_gateway.ts";
import type { AppError } from "../../../domain/app_error.ts";
import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import { answered, startTestApp } from "../../support/app/test_app.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";

const userId = "user";

Deno.test("startChat() with the same idempotency key asks once and returns the same turn", async () => {
  await using t = await startTestApp();
  const input = { userId, message: "one", idempotencyKey: "request-1" };
  const turns = await Promise.all([t.app.startChat(input), t.app.startChat(input)]);
  turns.push(await t.app.startChat(input));
  for (const turn of turns) {
    assert.equal(turn.chatId, turns[0]!.chatId);
    assert.equal((await answered(t.app, turn)).content, "You said: one");
  }
  assert.equal(t.upstream.requests.length, 1);
  assert.equal((await t.app.listChats(userId, { limit: 10 })).length, 1);
});

Deno.test("an idempotency key gets its turn whatever its message has in it, and refuses another message", async () => {
  await using t = await startTestApp();
  const messages = ["a\0b\r\nc", "  spaces  ", "😀 e\u0301 \ufeff", "Ä\t"];
  for (const [index, message] of messages.entries()) {
    const input = { userId, message, idempotencyKey: `request-${index}` };
    const first = await t.app.startChat(input);
    assert.equal(first.isRepeated, false);
    const second = await t.app.startChat(input);
    assert.deepEqual([second.question.id, second.isRepeated], [first.question.id, true]);
    const other = { ...input, message: `${message}!` };
    await assert.rejects(
      t.app.startChat(other),
      (error: AppError) => error.code === "invalid_argument",
    );
  }
});

Deno.test("sendMessage() gives a repetition its turn even if it came before the first was stored", async () => {
  await using database = await sqliteDatabase();
  const turns = new LateTurns(database);
  await using t = await startTestApp({ database, deps: { turns }, upstream: { reply: "manual" } });
  const { chatId, answers } = await t.app.startChat({ userId, message: "one" });
  await t.app.stopAnswer({ userId, chatId, answerId: answers[0]!.id });
  const input = { userId, chatId, message: "two", idempotencyKey: "request-1" };
  const first = await t.app.sendMessage(input);
  turns.isLate = true;
  const second = await t.app.sendMessage(input);
  assert.equal(second.question.id, first.question.id);
});

Deno.test("every send counts towards the user's limit, a repetition doesn't", async () => {
  await using t = await startTestApp({
    settings: {
      limits: {
        sends: { count: 1, seconds: 60 },
        answering: 9,
        storage: null,
        signIns: { count: 1, seconds: 60 },
        clientSignIns: { count: 1, seconds: 60 },
      },
    },
  });
  const input = { userId, message: "one", idempotencyKey: "r" };
  await t.app.startChat(input);
  await t.app.startChat(input);
  await assert.rejects(t.app.startChat({ userId, message: "two" }), (error: AppError) => {
    assert.equal(error.code, "rate_limited");
    assert.ok(error.details.retryAfterSeconds! > 0);
    return true;
  });
});

/** Acts like a call that looks for a request just before it is stored. */
class LateTurns extends SqlTurnGateway {
  isLate = false;

  override findByIdempotencyKey(
    userId: string,
    idempotencyKey: string,
  ): Promise<RequestedTurn | null> {
    if (!this.isLate) return super.findByIdempotencyKey(userId, idempotencyKey);
    this.isLate = false;
    return Promise.resolve(null);
  }
}
