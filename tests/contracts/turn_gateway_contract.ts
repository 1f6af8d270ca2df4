import assert from "node:assert/strict";
import type { AppError } from "../../domain/app_error.ts";
import type { TurnGateway } from "../../domain/turn_gateway.ts";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import {
  answeredTurn,
  ended,
  firstTurn,
  nextTurn,
  nobody,
  noLimits,
  regeneration,
  resumption,
  sampleTime,
  type TurnFacts,
} from "./sample_turns.ts";

/** What every {@link TurnGateway} does. */
export function turnGatewayContract(kind: GatewayKind): void {
  beginContract(kind);
  requestContract(kind);
  textContract(kind);
  finishContract(kind);
  stopContract(kind);
  recoveryContract(kind);
  resumeContract(kind);
  progressContract(kind);
  limitContract(kind);
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
  contract(
    kind,
    "findByRequest() finds the turn, before and after its answer",
    async (gateways) => {
      const { turns } = gateways;
      const turn = firstTurn({ requestId: "request", n: 2 });
      const { chat, question, answers } = turn;
      assert.equal(await turns.findByRequest("user", "request"), null);
      await turns.begin(turn);
      const found = await turns.findByRequest("user", "request");
      assert.deepEqual(found, { chatId: chat.id, question, answers });
      await turns.finish(ended(turn));
      const late = await turns.findByRequest("user", "request");
      assert.deepEqual(late?.question, question);
      assert.equal(late?.answers.at(-1)?.content, "An answer");
    },
  );

  contract(kind, "findByRequest() finds a regeneration's own answers only", async ({ turns }) => {
    const first = await answeredTurn(turns, { requestId: "first" });
    const again = regeneration(first, { requestId: "again", n: 2 });
    await turns.begin(again);
    const found = await turns.findByRequest("user", "again");
    assert.deepEqual(found?.question, first.question);
    assert.deepEqual(found?.answers, again.answers);
    const original = await turns.findByRequest("user", "first");
    assert.deepEqual(original?.answers.map(({ id }) => id), [first.answers[0]!.id]);
  });

  contract(kind, "begin() stores no request twice", async ({ chats, turns }) => {
    const { chat } = await answeredTurn(turns, { requestId: "request" });
    await assert.rejects(turns.begin(firstTurn({ requestId: "request" })));
    await assert.rejects(turns.begin(nextTurn(chat, { requestId: "request" })));
    assert.equal((await chats.list("user", { limit: 10 })).length, 1);
    assert.equal((await chats.find("user", chat.id))?.answering, null);
  });

  contract(kind, "begin() stores one of several equal requests at once", async (gateways) => {
    const { chats, turns, other } = gateways;
    for (const requestId of ["a", "b", "c", "d"]) {
      const results = await Promise.allSettled(
        [turns, other.turns, turns, other.turns].map((it) => it.begin(firstTurn({ requestId }))),
      );
      assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
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
    await turns.begin(firstTurn({ userId: "user ", requestId: "request" }));
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

  contract(
    kind,
    "finish() of an interrupted turn keeps its text, and leaves the next one alone",
    async (gateways) => {
      const { chats, turns } = gateways;
      const turn = firstTurn();
      await turns.begin(turn);
      await turns.interruptStale(nobody, { staleAfter: 15_000, now: sampleTime });
      const again = regeneration(turn);
      await turns.begin(again);
      assert.equal(await turns.finish(ended(turn)), true);
      const answer = await turns.findAnswer("user", turn.chat.id, turn.answers[0]!.id);
      assert.equal(answer?.content, "An answer");
      assert.equal(answer?.state, "complete");
      const chat = await chats.find("user", turn.chat.id);
      assert.equal(chat?.answering, turn.question.id);
      assert.deepEqual(chat?.tokenUsage, { promptTokens: 5, completionTokens: 7 });
    },
  );

  contract(
    kind,
    "finish() stores nothing of an answer that another process continued",
    async (gateways) => {
      const { chats, turns, other } = gateways;
      const turn = firstTurn();
      const answerId = turn.answers[0]!.id;
      await turns.begin(turn);
      await turns.appendChunks([{ answerId, position: 0, text: "Begun" }]);
      await turns.interruptStale(nobody, { staleAfter: 15_000, now: sampleTime });
      const answer = await turns.findAnswer("user", turn.chat.id, answerId);
      await other.turns.resume(resumption(answer!, { instanceId: "other" }));
      await other.turns.appendChunks([{ answerId, position: 5, text: ", continued" }]);
      assert.equal(await turns.finish(ended(turn)), false);
      const running = await turns.findAnswer("user", turn.chat.id, answerId);
      assert.equal(running?.content, "Begun, continued");
      assert.equal(running?.state, "streaming");
      assert.equal((await chats.find("user", turn.chat.id))?.answering, turn.question.id);
    },
  );

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
    await turns.interruptStale(nobody, { staleAfter: 15_000, now: sampleTime });
    await turns.appendChunks([{ answerId, position: 0, text: "Too late" }]);
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
    assert.deepEqual(await turns.heartbeat({ instanceId: "instance", running }), []);
    assert.equal(await other.turns.requestStop("user", turn.chat.id, ids[1]!), true);
    assert.deepEqual(
      await turns.heartbeat({ instanceId: "instance", running }),
      ids.map((answerId) => ({ answerId, reason: "stopped" })),
    );
  });

  contract(kind, "requestStop() stops nothing ended or foreign", async ({ turns }) => {
    const done = await answeredTurn(turns);
    assert.equal(await turns.requestStop("user", done.chat.id, done.answers[0]!.id), false);
    const turn = firstTurn();
    const answerId = turn.answers[0]!.id;
    await turns.begin(turn);
    assert.equal(await turns.requestStop("somebody else", turn.chat.id, answerId), false);
    assert.equal(await turns.requestStop("user", done.chat.id, answerId), false);
    assert.deepEqual(await turns.heartbeat({ instanceId: "instance", running: [answerId] }), []);
  });

  contract(kind, "heartbeat() reports answers of deleted chats", async ({ chats, turns }) => {
    const turn = firstTurn();
    const ids = turn.answers.map(({ id }) => id);
    await turns.begin(turn);
    await chats.delete("user", turn.chat.id);
    assert.deepEqual(
      await turns.heartbeat({ instanceId: "instance", running: ids }),
      ids.map((answerId) => ({ answerId, reason: "interrupted" })),
    );
    assert.deepEqual(await turns.heartbeat({ instanceId: "instance", running: [] }), []);
  });
}

function recoveryContract(kind: GatewayKind): void {
  const later = new Date(sampleTime.getTime() + 1);

  contract(kind, "interruptStale() ends the turns of dead processes", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = firstTurn({ n: 2, instanceId: "dead" });
    const ids = turn.answers.map(({ id }) => id);
    const [first, second] = ids as [string, string];
    await turns.heartbeat({ instanceId: "dead", running: [] });
    await turns.begin(turn);
    await turns.appendChunks([
      { answerId: first, position: 0, text: "So " },
      { answerId: first, position: 3, text: "far" },
    ]);
    assert.equal(await turns.interruptStale(nobody, { staleAfter: 15_000, now: later }), 0);
    await aMoment();
    assert.equal(await turns.interruptStale(nobody, { staleAfter: 10, now: later }), 2);
    const answer = await turns.findAnswer("user", turn.chat.id, first);
    assert.equal(answer?.state, "interrupted");
    assert.equal(answer?.content, "So far");
    assert.deepEqual(answer?.finishedAt, later);
    assert.equal((await turns.findAnswer("user", turn.chat.id, second))?.state, "interrupted");
    assert.equal((await chats.find("user", turn.chat.id))?.answering, null);
    assert.deepEqual(
      await turns.heartbeat({ instanceId: "dead", running: ids }),
      ids.map((answerId) => ({ answerId, reason: "interrupted" })),
    );
  });

  contract(kind, "interruptStale() leaves the living alone", async ({ turns }) => {
    await turns.heartbeat({ instanceId: "alive", running: [] });
    await turns.begin(firstTurn({ instanceId: "alive" }));
    await aMoment();
    await turns.heartbeat({ instanceId: "alive", running: [] });
    assert.equal(await turns.interruptStale(nobody, { staleAfter: 15, now: later }), 0);
  });

  contract(
    kind,
    "interruptStale() ends what its own process was to make but doesn't",
    async ({ turns }) => {
      await turns.heartbeat({ instanceId: "alive", running: [] });
      const [made, lost] = [
        firstTurn({ instanceId: "alive" }),
        firstTurn({ instanceId: "alive" }),
      ];
      for (const turn of [made, lost]) await turns.begin(turn);
      const self = { instanceId: "alive", running: [made.answers[0]!.id] };
      const staleAfter = 15_000;
      const after = (time: number) => new Date(sampleTime.getTime() + time);
      assert.equal(await turns.interruptStale(self, { staleAfter, now: after(staleAfter) }), 0);
      assert.equal(await turns.interruptStale(self, { staleAfter, now: after(staleAfter + 1) }), 1);
      const answer = await turns.findAnswer("user", lost.chat.id, lost.answers[0]!.id);
      assert.equal(answer?.state, "interrupted");
    },
  );

  contract(kind, "leave() makes a process's turns stale at once", async ({ turns }) => {
    await turns.heartbeat({ instanceId: "leaving", running: [] });
    await turns.begin(firstTurn({ instanceId: "leaving" }));
    await turns.leave("leaving");
    assert.equal(await turns.interruptStale(nobody, { staleAfter: 15_000, now: later }), 1);
  });

  contract(kind, "interruptStale() ends each turn once, whoever calls", async (gateways) => {
    const { turns, other } = gateways;
    for (let index = 0; index < 8; index++) await turns.begin(firstTurn({ instanceId: "dead" }));
    const counts = await Promise.all(
      [turns, other.turns, turns, other.turns].map((it) =>
        it.interruptStale(nobody, { staleAfter: 15_000, now: later })
      ),
    );
    assert.equal(counts.reduce((sum, count) => sum + count), 8);
  });
}

function resumeContract(kind: GatewayKind): void {
  const stopped = async (turns: TurnGateway, facts: TurnFacts = {}) => {
    const turn = firstTurn(facts);
    await turns.begin(turn);
    const finished = ended(turn, { content: "Begun", state: "stopped", finishReason: null });
    await turns.finish(finished);
    return { turn, answer: finished.answers[0]! };
  };

  contract(kind, "resume() lets an answer stream on behind its text", async (gateways) => {
    const { chats, turns } = gateways;
    const { turn, answer } = await stopped(turns);
    const now = new Date(sampleTime.getTime() + 9);
    await turns.resume(resumption(answer, { now }));
    const running = await turns.findAnswer("user", turn.chat.id, answer.id);
    assert.equal(running?.state, "streaming");
    assert.equal(running?.content, "Begun");
    assert.equal(running?.finishedAt, null);
    const chat = await chats.find("user", turn.chat.id);
    assert.equal(chat?.answering, turn.question.id);
    assert.deepEqual(chat?.updatedAt, now);
    await turns.appendChunks([{ answerId: answer.id, position: 5, text: " on" }]);
    const grown = await turns.findAnswer("user", turn.chat.id, answer.id);
    assert.equal(grown?.content, "Begun on");

    const usage = { promptTokens: 15, completionTokens: 10 };
    await turns.finish(ended(turn, { content: "Begun once", ...usage }));
    assert.deepEqual((await chats.find("user", turn.chat.id))?.tokenUsage, usage);
    const whole = await turns.findAnswer("user", turn.chat.id, answer.id);
    assert.equal(whole?.content, "Begun once");
  });

  contract(kind, "resume() lets exactly one of several in", async ({ turns, other }) => {
    const { answer } = await stopped(turns);
    const results = await Promise.allSettled(
      [turns, other.turns, turns].map((it) => it.resume(resumption(answer))),
    );
    const refusals = results.filter((result) => result.status === "rejected");
    assert.deepEqual(refusals.map(({ reason }) => reason.code), [
      "answer_in_progress",
      "answer_in_progress",
    ]);
  });

  contract(
    kind,
    "resume() refuses what is not the chat's last answer any more",
    async (gateways) => {
      const { chats, turns } = gateways;
      const { turn, answer } = await stopped(turns);
      await assert.rejects(
        turns.resume(resumption({ ...answer, finishedAt: new Date(0) })),
        hasCode("answer_in_progress"),
      );
      const next = nextTurn(turn.chat);
      await turns.begin(next);
      await turns.finish(ended(next));
      await assert.rejects(turns.resume(resumption(answer)), hasCode("answer_in_progress"));
      assert.equal((await turns.findAnswer("user", turn.chat.id, answer.id))?.state, "stopped");
      const foreign = resumption({ ...answer, userId: "somebody else" });
      await assert.rejects(turns.resume(foreign), hasCode("not_found"));
      await chats.update("user", turn.chat.id, { status: "ended" });
      const last = { ...next.answers[0]!, finishedAt: sampleTime };
      await assert.rejects(turns.resume(resumption(last)), hasCode("chat_ended"));
    },
  );

  contract(
    kind,
    "interruptStale() ends a continued answer with all of its text",
    async (gateways) => {
      const { turns } = gateways;
      const { turn, answer } = await stopped(turns);
      await turns.resume(resumption(answer, { instanceId: "dead" }));
      await turns.appendChunks([{ answerId: answer.id, position: 5, text: " on" }]);
      await turns.interruptStale(nobody, { staleAfter: 15_000, now: sampleTime });
      const found = await turns.findAnswer("user", turn.chat.id, answer.id);
      assert.equal(found?.state, "interrupted");
      assert.equal(found?.content, "Begun on");
    },
  );
}

function progressContract(kind: GatewayKind): void {
  contract(
    kind,
    "readProgress() gives what follows each cursor, of streaming answers",
    async (gateways) => {
      const { turns } = gateways;
      const [one, two, done] = [firstTurn(), firstTurn(), firstTurn()];
      for (const turn of [one, two, done]) await turns.begin(turn);
      const [a, b, c] = [one, two, done].map(({ answers }) => answers[0]!.id) as [
        string,
        string,
        string,
      ];
      await turns.appendChunks([
        { answerId: a, position: 0, text: "one " },
        { answerId: a, position: 4, text: "two " },
        { answerId: a, position: 8, text: "three" },
        { answerId: c, position: 0, text: "over" },
      ]);
      await turns.finish(ended(done));
      const progress = await turns.readProgress([
        { answerId: a, position: 4 },
        { answerId: b, position: 0 },
        { answerId: c, position: 0 },
      ]);
      assert.deepEqual(progress, [
        { answerId: a, position: 4, text: "two three", lastPosition: 8 },
        { answerId: b, position: 0, text: "", lastPosition: 0 },
      ]);
      await turns.appendChunks([{ answerId: a, position: 8, text: "three, four" }]);
      const [grown] = await turns.readProgress([{ answerId: a, position: 8 }]);
      assert.equal(grown?.text, "three, four");
    },
  );

  contract(
    kind,
    "readProgress() and appendChunks() take thousands of answers",
    async ({ turns }) => {
      const ids = Array.from({ length: 2_500 }, () => crypto.randomUUID());
      await turns.appendChunks(ids.map((answerId) => ({ answerId, position: 0, text: "Text" })));
      const progress = await turns.readProgress(ids.map((answerId) => ({ answerId, position: 0 })));
      assert.deepEqual(progress, []);
    },
  );
}

function limitContract(kind: GatewayKind): void {
  contract(kind, "begin() refuses more sends than a user's window takes", async ({ turns }) => {
    const limits = { sends: { count: 2, seconds: 60 }, answering: 9 };
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
    "begin() and resume() let a user have so many answers at once, from all processes",
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

/** Long enough for a beat to be older than it. */
async function aMoment(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
}

function hasCode(code: AppError["code"]): (error: AppError) => boolean {
  return (error) => {
    assert.equal(error.code, code);
    return true;
  };
}
