import assert from "node:assert/strict";
import type { AppError } from "../../domain/app_error.ts";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import {
  answeredTurn,
  ended,
  firstTurn,
  nextTurn,
  nobody,
  regeneration,
  sampleTime,
} from "./sample_turns.ts";

/** What every {@link TurnGateway} does. */
export function turnGatewayContract(kind: GatewayKind): void {
  beginContract(kind);
  requestContract(kind);
  textContract(kind);
  finishContract(kind);
  stopContract(kind);
  recoveryContract(kind);
}

function beginContract(kind: GatewayKind): void {
  contract(kind, "begin() stores a chat, its question and empty answers", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = firstTurn({ n: 2 });
    const { chat, question, answers } = turn;
    assert.deepEqual(await turns.begin(turn), {
      chatId: chat.id,
      question,
      answers,
      isRepeat: false,
    });
    assert.deepEqual(await chats.find("user", chat.id), chat);
    assert.deepEqual(await turns.findQuestion("user", chat.id, question.id), question);
    assert.deepEqual(await turns.findAnswer("user", chat.id, answers[0]!.id), answers[0]);
    assert.deepEqual(await turns.findAnswer("user", chat.id, answers[1]!.id), answers[1]);
  });

  contract(kind, "begin() goes on in a chat and moves its leaf and time", async (gateways) => {
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

  contract(kind, "begin() keeps what was changed in the chat meanwhile", async (gateways) => {
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

  contract(kind, "begin() refuses a question to a message that is no leaf", async ({ turns }) => {
    const { chat } = await answeredTurn(turns);
    const second = nextTurn(chat);
    await turns.begin(second);
    await turns.finish(ended(second));
    await assert.rejects(turns.begin(nextTurn(chat)), hasCode("answer_in_progress"));
  });

  contract(kind, "begin() refuses an ended chat", async ({ chats, turns }) => {
    const turn = await answeredTurn(turns);
    await chats.update("user", turn.chat.id, { status: "ended" });
    await assert.rejects(turns.begin(nextTurn(turn.chat)), hasCode("chat_ended"));
    await assert.rejects(turns.begin(regeneration(turn)), hasCode("chat_ended"));
  });

  contract(kind, "begin() knows no missing chat and nobody else's", async ({ turns }) => {
    const { chat } = await answeredTurn(turns);
    await assert.rejects(turns.begin(nextTurn(firstTurn().chat)), hasCode("not_found"));
    const foreign = nextTurn({ ...chat, userId: "somebody else" });
    await assert.rejects(turns.begin(foreign), hasCode("not_found"));
  });

  contract(kind, "begin() lets exactly one of many questions in", async ({ turns, other }) => {
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
  contract(kind, "begin() gives a repeated request its stored turn", async ({ chats, turns }) => {
    const turn = firstTurn({ requestId: "request", n: 2 });
    const { chat, question, answers } = turn;
    await turns.begin(turn);
    const repeated = await turns.begin(firstTurn({ requestId: "request" }));
    assert.deepEqual(repeated, { chatId: chat.id, question, answers, isRepeat: true });
    assert.equal((await chats.list("user", { limit: 10 })).length, 1);
  });

  contract(
    kind,
    "begin() repeats a question in a chat, also after its answer",
    async (gateways) => {
      const { turns } = gateways;
      const { chat } = await answeredTurn(turns);
      const turn = nextTurn(chat, { requestId: "request" });
      await turns.begin(turn);
      assert.equal((await turns.begin(nextTurn(chat, { requestId: "request" }))).isRepeat, true);
      await turns.finish(ended(turn));
      const late = await turns.begin(nextTurn(turn.chat, { requestId: "request" }));
      assert.equal(late.isRepeat, true);
      assert.deepEqual(late.question, turn.question);
      assert.equal(late.answers[0]!.content, "An answer");
    },
  );

  contract(kind, "begin() repeats a regeneration with its own answers only", async ({ turns }) => {
    const first = await answeredTurn(turns, { requestId: "first" });
    const again = regeneration(first, { requestId: "again", n: 2 });
    assert.equal((await turns.begin(again)).isRepeat, false);
    const repeated = await turns.begin(regeneration(first, { requestId: "again" }));
    assert.equal(repeated.isRepeat, true);
    assert.deepEqual(repeated.question, first.question);
    assert.deepEqual(repeated.answers, again.answers);
    const original = await turns.findByRequest("user", "first");
    assert.deepEqual(original?.answers.map(({ id }) => id), [first.answers[0]!.id]);
  });

  contract(kind, "begin() stores one of two equal requests at once", async (gateways) => {
    const { chats, turns, other } = gateways;
    for (const requestId of ["a", "b", "c", "d"]) {
      const results = await Promise.all(
        [turns, other.turns, turns, other.turns].map((it) => it.begin(firstTurn({ requestId }))),
      );
      assert.equal(results.filter((result) => !result.isRepeat).length, 1);
      assert.equal(new Set(results.map((result) => result.chatId)).size, 1);
    }
    assert.equal((await chats.list("user", { limit: 10 })).length, 4);
  });

  contract(kind, "findByRequest() tells users, cases and spaces apart", async ({ turns }) => {
    await turns.begin(firstTurn({ requestId: "request" }));
    assert.notEqual(await turns.findByRequest("user", "request"), null);
    for (
      const [userId, requestId] of [
        ["somebody else", "request"],
        ["User", "request"],
        ["user", "Request"],
        ["user", "request "],
        ["user ", "request"],
        ["user", "another"],
      ] as const
    ) {
      assert.equal(await turns.findByRequest(userId, requestId), null, `${userId}/${requestId}`);
    }
    const foreign = await turns.begin(firstTurn({ userId: "user ", requestId: "request" }));
    assert.equal(foreign.isRepeat, false);
  });
}

function textContract(kind: GatewayKind): void {
  contract(kind, "findAnswer() joins the text stored so far", async ({ turns }) => {
    const turn = firstTurn({ n: 2 });
    const [a, b] = turn.answers.map(({ id }) => id) as [string, string];
    await turns.begin(turn);
    await turns.appendChunks([
      { answerId: a, position: 0, text: "Grüße " },
      { answerId: b, position: 0, text: "Other" },
    ]);
    await turns.appendChunks([{ answerId: a, position: 9, text: "\n end " }]);
    await turns.appendChunks([{ answerId: a, position: 6, text: "🚀!" }]);
    const answer = await turns.findAnswer("user", turn.chat.id, a);
    assert.equal(answer?.content, "Grüße 🚀!\n end ");
    assert.equal(answer?.state, "streaming");
    assert.equal((await turns.findAnswer("user", turn.chat.id, b))?.content, "Other");
  });

  contract(kind, "findAnswer() keeps what follows U+0000, in its place", async ({ turns }) => {
    const turn = firstTurn();
    const answerId = turn.answers[0]!.id;
    await turns.begin(turn);
    await turns.appendChunks([{ answerId, position: 0, text: "a\0b" }]);
    const running = await turns.findAnswer("user", turn.chat.id, answerId);
    assert.match(running!.content, /^a[\0\ufffd]b$/);
    await turns.finish(ended(turn, { content: "a\0b" }));
    const stored = await turns.findAnswer("user", turn.chat.id, answerId);
    assert.match(stored!.content, /^a[\0\ufffd]b$/);
  });

  contract(kind, "appendChunks() counts a chunk stored twice once", async ({ turns }) => {
    const turn = firstTurn();
    const answerId = turn.answers[0]!.id;
    await turns.begin(turn);
    await turns.appendChunks([]);
    await turns.appendChunks([{ answerId, position: 0, text: "one" }]);
    await turns.appendChunks([
      { answerId, position: 0, text: "one two" },
      { answerId, position: 7, text: " three" },
    ]);
    const answer = await turns.findAnswer("user", turn.chat.id, answerId);
    assert.equal(answer?.content, "one two three");
  });

  contract(
    kind,
    "findAnswer() and findQuestion() find only what is the user's",
    async (gateways) => {
      const { turns } = gateways;
      const { chat, question, answers } = await answeredTurn(turns);
      const mine = await answeredTurn(turns);
      const answerId = answers[0]!.id;
      assert.notEqual(await turns.findAnswer("user", chat.id, answerId), null);
      assert.equal(await turns.findAnswer("somebody else", chat.id, answerId), null);
      assert.equal(await turns.findAnswer("user", mine.chat.id, answerId), null);
      assert.equal(await turns.findAnswer("user", chat.id, question.id), null);
      assert.equal(await turns.findAnswer("user", chat.id, answerId.toUpperCase()), null);
      assert.equal(await turns.findAnswer("user", chat.id, `${answerId} `), null);
      assert.equal(await turns.findQuestion("somebody else", chat.id, question.id), null);
      assert.equal(await turns.findQuestion("user", mine.chat.id, question.id), null);
      assert.equal(await turns.findQuestion("user", chat.id, answerId), null);
    },
  );
}

function finishContract(kind: GatewayKind): void {
  contract(kind, "finish() stores the answers, frees the chat, adds usage", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = firstTurn({ n: 2 });
    await turns.begin(turn);
    await turns.appendChunks([{ answerId: turn.answers[0]!.id, position: 0, text: "Partial" }]);
    const finished = ended(turn, { content: "Whole 🎉", state: "failed", errorCode: "internal" });
    assert.equal(await turns.finish(finished), true);
    for (const answer of finished.answers) {
      assert.deepEqual(await turns.findAnswer("user", turn.chat.id, answer.id), answer);
    }
    const chat = await chats.find("user", turn.chat.id);
    assert.equal(chat?.answering, null);
    assert.deepEqual(chat?.tokenUsage, { promptTokens: 10, completionTokens: 14 });
    assert.deepEqual(chat?.updatedAt, turn.chat.updatedAt);
  });

  contract(kind, "finish() of an ended turn does nothing", async ({ chats, turns }) => {
    const turn = await answeredTurn(turns);
    assert.equal(await turns.finish(ended(turn, { content: "Again" })), false);
    const answer = await turns.findAnswer("user", turn.chat.id, turn.answers[0]!.id);
    assert.equal(answer?.content, "An answer");
    const chat = await chats.find("user", turn.chat.id);
    assert.deepEqual(chat?.tokenUsage, { promptTokens: 5, completionTokens: 7 });
  });

  contract(kind, "finish() of an interrupted turn leaves the next one alone", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = firstTurn();
    await turns.begin(turn);
    await turns.interruptStale(nobody, { deadline: sampleTime, now: sampleTime });
    const again = regeneration(turn);
    await turns.begin(again);
    await turns.finish(ended(turn));
    const chat = await chats.find("user", turn.chat.id);
    assert.equal(chat?.answering, turn.question.id);
    assert.deepEqual(chat?.tokenUsage, { promptTokens: 0, completionTokens: 0 });
  });

  contract(kind, "finish() of a deleted chat does nothing", async ({ chats, turns }) => {
    const turn = firstTurn();
    await turns.begin(turn);
    await chats.delete("user", turn.chat.id);
    await turns.finish(ended(turn));
    assert.equal(await chats.find("user", turn.chat.id), null);
    assert.equal(await turns.findAnswer("user", turn.chat.id, turn.answers[0]!.id), null);
  });

  contract(kind, "findAnswer() gives no text that came after the turn's end", async ({ turns }) => {
    const turn = firstTurn();
    const answerId = turn.answers[0]!.id;
    await turns.begin(turn);
    await turns.interruptStale(nobody, { deadline: sampleTime, now: sampleTime });
    await turns.appendChunks([{ answerId, position: 0, text: "Too late" }]);
    assert.equal((await turns.findAnswer("user", turn.chat.id, answerId))?.content, "");
    await turns.finish(ended(turn));
    assert.equal((await turns.findAnswer("user", turn.chat.id, answerId))?.content, "");
  });
}

function stopContract(kind: GatewayKind): void {
  contract(kind, "requestStop() reaches the process that makes the turn", async (gateways) => {
    const { turns, other } = gateways;
    const turn = firstTurn({ n: 2 });
    const going = firstTurn();
    await turns.begin(turn);
    await turns.begin(going);
    const ids = turn.answers.map(({ id }) => id);
    const running = [...ids, going.answers[0]!.id];
    assert.deepEqual(await turns.heartbeat("instance", running, sampleTime), []);
    assert.equal(await other.turns.requestStop("user", turn.chat.id, ids[1]!), true);
    assert.deepEqual(await turns.heartbeat("instance", running, sampleTime), ids);
  });

  contract(kind, "requestStop() stops nothing ended or foreign", async ({ turns }) => {
    const done = await answeredTurn(turns);
    assert.equal(await turns.requestStop("user", done.chat.id, done.answers[0]!.id), false);
    const turn = firstTurn();
    const answerId = turn.answers[0]!.id;
    await turns.begin(turn);
    assert.equal(await turns.requestStop("somebody else", turn.chat.id, answerId), false);
    assert.equal(await turns.requestStop("user", done.chat.id, answerId), false);
    assert.deepEqual(await turns.heartbeat("instance", [answerId], sampleTime), []);
  });

  contract(kind, "heartbeat() reports answers of deleted chats", async ({ chats, turns }) => {
    const turn = firstTurn();
    const ids = turn.answers.map(({ id }) => id);
    await turns.begin(turn);
    await chats.delete("user", turn.chat.id);
    assert.deepEqual(await turns.heartbeat("instance", ids, sampleTime), ids);
    assert.deepEqual(await turns.heartbeat("instance", [], sampleTime), []);
  });
}

function recoveryContract(kind: GatewayKind): void {
  const later = new Date(sampleTime.getTime() + 1);

  contract(kind, "interruptStale() ends the turns of dead processes", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = firstTurn({ n: 2, instanceId: "dead" });
    const [first, second] = turn.answers.map(({ id }) => id) as [string, string];
    await turns.heartbeat("dead", [], sampleTime);
    await turns.begin(turn);
    await turns.appendChunks([{ answerId: first, position: 0, text: "So far" }]);
    assert.equal(await turns.interruptStale(nobody, { deadline: sampleTime, now: later }), 0);
    assert.equal(await turns.interruptStale(nobody, { deadline: later, now: later }), 2);
    const answer = await turns.findAnswer("user", turn.chat.id, first);
    assert.equal(answer?.state, "interrupted");
    assert.equal(answer?.content, "So far");
    assert.deepEqual(answer?.finishedAt, later);
    assert.equal((await turns.findAnswer("user", turn.chat.id, second))?.state, "interrupted");
    assert.equal((await chats.find("user", turn.chat.id))?.answering, null);
    assert.deepEqual(await turns.heartbeat("dead", [first, second], later), [first, second]);
  });

  contract(kind, "interruptStale() leaves the living alone", async ({ turns }) => {
    await turns.heartbeat("alive", [], sampleTime);
    await turns.heartbeat("alive", [], later);
    await turns.begin(firstTurn({ instanceId: "alive" }));
    assert.equal(await turns.interruptStale(nobody, { deadline: later, now: later }), 0);
  });

  contract(
    kind,
    "interruptStale() ends what its own process was to make but doesn't",
    async ({ turns }) => {
      await turns.heartbeat("alive", [], later);
      const [made, lost] = [
        firstTurn({ instanceId: "alive" }),
        firstTurn({ instanceId: "alive" }),
      ];
      for (const turn of [made, lost]) await turns.begin(turn);
      const self = { instanceId: "alive", running: [made.answers[0]!.id] };
      assert.equal(await turns.interruptStale(self, { deadline: sampleTime, now: later }), 0);
      assert.equal(await turns.interruptStale(self, { deadline: later, now: later }), 1);
      const answer = await turns.findAnswer("user", lost.chat.id, lost.answers[0]!.id);
      assert.equal(answer?.state, "interrupted");
    },
  );

  contract(kind, "leave() makes a process's turns stale at once", async ({ turns }) => {
    await turns.heartbeat("leaving", [], later);
    await turns.begin(firstTurn({ instanceId: "leaving" }));
    await turns.leave("leaving");
    assert.equal(await turns.interruptStale(nobody, { deadline: sampleTime, now: later }), 1);
  });

  contract(kind, "interruptStale() ends each turn once, whoever calls", async (gateways) => {
    const { turns, other } = gateways;
    for (let index = 0; index < 8; index++) await turns.begin(firstTurn({ instanceId: "dead" }));
    const counts = await Promise.all(
      [turns, other.turns, turns, other.turns].map((it) =>
        it.interruptStale(nobody, { deadline: later, now: later })
      ),
    );
    assert.equal(counts.reduce((sum, count) => sum + count), 8);
  });
}

function hasCode(code: AppError["code"]): (error: AppError) => boolean {
  return (error) => {
    assert.equal(error.code, code);
    return true;
  };
}
