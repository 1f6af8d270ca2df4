import assert from "node:assert/strict";
import type { AppError } from "../../domain/app_error.ts";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import { endedTurnContract } from "./ended_turn_contract.ts";
import { runningAnswerContract } from "./running_answer_contract.ts";
import {
  answeredTurn,
  ended,
  firstTurn,
  hasCode,
  nextTurn,
  noLimits,
  regeneration,
  resumption,
  sampleTime,
} from "./sample_turns.ts";

/** What every {@link TurnGateway} does. */
export function turnGatewayContract(kind: GatewayKind): void {
  beginContract(kind);
  requestContract(kind);
  limitContract(kind);
  runningAnswerContract(kind);
  endedTurnContract(kind);
}

function beginContract(kind: GatewayKind): void {
  contract(kind, "begin() stores a chat, its question and empty answers", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = firstTurn({ n: 2 });
    const { chat, question, answers } = turn;
    await turns.begin(turn);
    assert.deepEqual(await chats.find("user", chat.id), chat);
    assert.deepEqual(await turns.findQuestion("user", chat.id, question.id), question);
    assert.deepEqual(await turns.findAnswer("user", chat.id, answers[0]!.id), answers[0]);
    assert.deepEqual(await turns.findAnswer("user", chat.id, answers[1]!.id), answers[1]);
  });

  contract(kind, "begin() adds to a chat and moves its leaf and time", async (gateways) => {
    const { chats, turns } = gateways;
    const { chat } = await answeredTurn(turns);
    const turn = nextTurn(chat, { at: new Date(sampleTime.getTime() + 1) });
    await turns.begin(turn);
    const stored = await chats.find("user", chat.id);
    assert.equal(stored?.activeLeaf, turn.answers[0]!.id);
    assert.equal(stored?.answering, turn.question.id);
    assert.deepEqual(stored?.updatedAt, turn.chat.updatedAt);
    assert.deepEqual(stored?.createdAt, chat.createdAt);
  });

  contract(kind, "many turns are stored and ended at the same time", async ({ turns, other }) => {
    const users = Array.from({ length: 20 }, (_, i) => `user-${i}`);
    await Promise.all(users.map(async (userId, i) => {
      for (let count = 0; count < 10; count++) {
        await answeredTurn(i % 2 === 0 ? turns : other.turns, { userId });
      }
    }));
  });

  contract(kind, "begin() keeps changes made to the chat meanwhile", async (gateways) => {
    const { chats, turns } = gateways;
    const { chat } = await answeredTurn(turns);
    await chats.update("user", chat.id, { title: "Renamed", pinned: true });
    await turns.begin(nextTurn(chat));
    const stored = await chats.find("user", chat.id);
    assert.equal(stored?.title, "Renamed");
    assert.equal(stored?.pinned, true);
    assert.deepEqual(stored?.tokenUsage, { promptTokens: 5, completionTokens: 7 });
  });

  contract(kind, "begin() refuses a question while another is answered", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = firstTurn();
    await turns.begin(turn);
    const second = nextTurn(turn.chat);
    await assert.rejects(turns.begin(second), hasCode("answer_in_progress"));
    await assert.rejects(turns.begin(regeneration(turn)), hasCode("answer_in_progress"));
    assert.equal(await turns.findQuestion("user", turn.chat.id, second.question.id), null);
    assert.equal((await chats.find("user", turn.chat.id))?.answering, turn.question.id);
  });

  contract(kind, "begin() refuses a question after a non-leaf message", async ({ turns }) => {
    const { chat } = await answeredTurn(turns);
    const second = nextTurn(chat);
    await turns.begin(second);
    await turns.finish(ended(second));
    await assert.rejects(turns.begin(nextTurn(chat)), hasCode("answer_in_progress"));
  });

  contract(kind, "begin() refuses a turn planned for another leaf", async ({ chats, turns }) => {
    const first = await answeredTurn(turns);
    const again = regeneration(first);
    await turns.begin(again);
    await turns.finish(ended(again));
    await assert.rejects(turns.begin(regeneration(first)), hasCode("answer_in_progress"));
    await turns.begin(regeneration(again));
    const stored = await chats.find("user", first.chat.id);
    assert.equal(stored?.answering, first.question.id);
  });

  contract(kind, "findRunning() finds the running answers of any branch", async (gateways) => {
    const { chats, turns } = gateways;
    const first = await answeredTurn(turns);
    const { id } = first.chat;
    assert.deepEqual(await turns.findRunning("user", id), []);
    const again = regeneration(first, { n: 2 });
    await turns.begin(again);
    await chats.update("user", id, { activeLeaf: first.answers[0]!.id });
    assert.deepEqual(await turns.findRunning("user", id), again.answers.map((one) => one.id));
    assert.deepEqual(await turns.findRunning("somebody else", id), []);
    await turns.finish(ended(again));
    assert.deepEqual(await turns.findRunning("user", id), []);
  });

  contract(kind, "begin() refuses an ended chat", async ({ chats, turns }) => {
    const turn = await answeredTurn(turns);
    await chats.update("user", turn.chat.id, { status: "ended" });
    await assert.rejects(turns.begin(nextTurn(turn.chat)), hasCode("chat_ended"));
    await assert.rejects(turns.begin(regeneration(turn)), hasCode("chat_ended"));
  });

  contract(kind, "begin() finds no missing chat and no other user's", async ({ turns }) => {
    const { chat } = await answeredTurn(turns);
    await assert.rejects(turns.begin(nextTurn(firstTurn().chat)), hasCode("not_found"));
    const foreign = nextTurn({ ...chat, userId: "somebody else" });
    await assert.rejects(turns.begin(foreign), hasCode("not_found"));
  });

  contract(kind, "begin() accepts exactly one of many questions", async ({ turns, other }) => {
    let { chat } = await answeredTurn(turns);
    for (let round = 0; round < 5; round++) {
      const attempts = Array.from({ length: 6 }, () => nextTurn(chat));
      const results = await Promise.allSettled(
        attempts.map((turn, index) => (index % 2 ? turns : other.turns).begin(turn)),
      );
      const refusals = results.filter((result) => result.status === "rejected");
      assert.equal(refusals.length, 5);
      for (const { reason } of refusals) assert.equal(reason.code, "answer_in_progress");
      const winner = attempts[results.findIndex((result) => result.status === "fulfilled")]!;
      await turns.finish(ended(winner));
      chat = winner.chat;
    }
  });
}

function requestContract(kind: GatewayKind): void {
  contract(
    kind,
    "findByIdempotencyKey() finds the turn, before and after its answer",
    async (gateways) => {
      const { turns } = gateways;
      const turn = firstTurn({ idempotencyKey: "request", n: 2 });
      const { chat, question, answers, idempotencyKey, requestDigest } = turn;
      assert.equal(await turns.findByIdempotencyKey("user", "request"), null);
      await turns.begin(turn);
      const found = await turns.findByIdempotencyKey("user", "request");
      assert.deepEqual(found, {
        chatId: chat.id,
        question,
        answers,
        idempotencyKey,
        requestDigest,
      });
      await turns.finish(ended(turn));
      const late = await turns.findByIdempotencyKey("user", "request");
      assert.deepEqual(late?.question, question);
      assert.equal(late?.answers.at(-1)?.content, "An answer");
    },
  );

  contract(
    kind,
    "findByIdempotencyKey() finds a regeneration's own answers only",
    async ({ turns }) => {
      const first = await answeredTurn(turns, { idempotencyKey: "first" });
      const again = regeneration(first, { idempotencyKey: "again", n: 2 });
      await turns.begin(again);
      const found = await turns.findByIdempotencyKey("user", "again");
      assert.deepEqual(found?.question, first.question);
      assert.deepEqual(found?.answers, again.answers);
      const original = await turns.findByIdempotencyKey("user", "first");
      assert.deepEqual(original?.answers.map(({ id }) => id), [first.answers[0]!.id]);
    },
  );

  contract(kind, "begin() stores no request twice", async ({ chats, turns }) => {
    const { chat } = await answeredTurn(turns, { idempotencyKey: "request" });
    await assert.rejects(turns.begin(firstTurn({ idempotencyKey: "request" })));
    await assert.rejects(turns.begin(nextTurn(chat, { idempotencyKey: "request" })));
    assert.equal((await chats.list("user", { limit: 10 })).length, 1);
    assert.equal((await chats.find("user", chat.id))?.answering, null);
  });

  contract(kind, "begin() stores one of several equal simultaneous requests", async (gateways) => {
    const { chats, turns, other } = gateways;
    for (const idempotencyKey of ["a", "b", "c", "d"]) {
      const results = await Promise.allSettled(
        [turns, other.turns, turns, other.turns].map((it) =>
          it.begin(firstTurn({ idempotencyKey }))
        ),
      );
      assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    }
    assert.equal((await chats.list("user", { limit: 10 })).length, 4);
  });

  contract(
    kind,
    "findByIdempotencyKey() tells users, cases and spaces apart",
    async ({ turns }) => {
      await turns.begin(firstTurn({ idempotencyKey: "request" }));
      assert.notEqual(await turns.findByIdempotencyKey("user", "request"), null);
      for (
        const [userId, idempotencyKey] of [
          ["somebody else", "request"],
          ["User", "request"],
          ["user", "Request"],
          ["user", "request "],
          ["user ", "request"],
          ["user", "another"],
        ] as const
      ) {
        assert.equal(
          await turns.findByIdempotencyKey(userId, idempotencyKey),
          null,
          `${userId}/${idempotencyKey}`,
        );
      }
      await turns.begin(firstTurn({ userId: "user ", idempotencyKey: "request" }));
    },
  );
}

function limitContract(kind: GatewayKind): void {
  contract(kind, "begin() refuses more sends than the limit allows", async ({ turns }) => {
    const limits = { ...noLimits, sends: { count: 2, seconds: 60 } };
    await turns.begin(firstTurn({ limits }));
    await turns.begin(firstTurn({ limits }));
    const third = firstTurn({ limits });
    await assert.rejects(turns.begin(third), (error: AppError) => {
      assert.equal(error.code, "rate_limited");
      assert.ok(error.details.retryAfterSeconds! > 0);
      return true;
    });
    assert.equal(await turns.findQuestion("user", third.chat.id, third.question.id), null);
    await turns.begin(firstTurn({ limits, userId: "somebody else" }));
    const at = new Date(sampleTime.getTime() + 60_000);
    await turns.begin(firstTurn({ limits, at }));
  });

  contract(
    kind,
    "begin() and resume() limit a user's running answers, across processes",
    async (gateways) => {
      const { turns, other } = gateways;
      const limits = { ...noLimits, answering: 3 };
      const done = firstTurn({ limits });
      await turns.begin(done);
      await turns.finish(ended(done, { state: "stopped" }));
      const attempts = Array.from({ length: 8 }, () => firstTurn({ limits }));
      const results = await Promise.allSettled(
        attempts.map((turn, index) => (index % 2 ? turns : other.turns).begin(turn)),
      );
      const refusals = results.filter((result) => result.status === "rejected");
      assert.deepEqual(refusals.map(({ reason }) => reason.code), Array(5).fill("rate_limited"));
      const again = resumption({ ...done.answers[0]!, finishedAt: sampleTime }, { limits });
      await assert.rejects(turns.resume(again), hasCode("rate_limited"));
      const running = attempts[results.findIndex((result) => result.status === "fulfilled")]!;
      await turns.finish(ended(running));
      await turns.resume(again);
    },
  );
}
