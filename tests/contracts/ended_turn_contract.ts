import assert from "node:assert/strict";
import { otherReason } from "../../domain/models/finish_reason.ts";
import type { TurnGateway } from "../../domain/answers/turn_gateway.ts";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import {
  answeredTurn,
  ended,
  firstTurn,
  hasCode,
  idleInstance,
  nextTurn,
  purgeChat,
  regeneration,
  resumption,
  sampleTime,
  type TurnFacts,
} from "./sample_turns.ts";

/** How a {@link TurnGateway} ends turns, including those of dead processes, and resumes answers. */
export function endedTurnContract(kind: GatewayKind): void {
  finishContract(kind);
  recoveryContract(kind);
  resumeContract(kind);
}

function finishContract(kind: GatewayKind): void {
  contract(kind, "finish() stores the answers, frees the chat, adds usage", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = firstTurn({ n: 2 });
    await turns.begin(turn);
    await turns.appendChunks([{ answerId: turn.answers[0]!.id, position: 0, text: "Partial" }]);
    const failure = {
      state: "failed",
      errorCode: "internal",
      retryAt: sampleTime,
      leftOut: ["top_p", "max_tokens=9"],
    } as const;
    const finished = ended(turn, { content: "Whole 🎉", ...failure });
    assert.equal(await turns.finish(finished), true);
    for (const answer of finished.answers) {
      assert.deepEqual(await turns.findAnswer("user", turn.chat.id, answer.id), answer);
    }
    const chat = await chats.find("user", turn.chat.id);
    assert.equal(chat?.answering, null);
    assert.deepEqual(chat?.tokenUsage, { promptTokens: 10, completionTokens: 14 });
    assert.deepEqual(chat?.updatedAt, turn.chat.updatedAt);
  });

  contract(
    kind,
    "finish() stores the thinking beside the answer, and window() leaves it out",
    async (gateways) => {
      const { chats, turns } = gateways;
      const turn = firstTurn();
      await turns.begin(turn);
      const [answer] = turn.answers;
      await turns.appendChunks([
        { answerId: answer!.id, part: "thinking", position: 0, text: "Hm" },
      ]);
      const thinking = { text: "Hm, what?", milliseconds: 1234, tokens: 4 };
      const sources = [{ url: "https://example.com/one", title: "One" }];
      await turns.finish(ended(turn, { content: "One", thinking, sources }));
      const { id: chatId } = turn.chat;
      assert.deepEqual((await turns.findAnswer("user", chatId, answer!.id))?.thinking, thinking);
      const stored = await turns.findAnswer("user", chatId, answer!.id);
      assert.deepEqual(stored?.sources, sources);
      const range = { from: answer!.id, tokens: 1000 };
      const window = await chats.window("user", chatId, range);
      assert.deepEqual(window.map((message) => "thinking" in message && message.thinking), [
        false,
        null,
      ]);
      const path = await chats.path("user", chatId, { from: answer!.id, limit: 1 });
      assert.deepEqual(path.map((message) => "thinking" in message && message.thinking), [
        thinking,
      ]);
    },
  );

  contract(
    kind,
    "interruptStale() keeps the thinking of an answer whose process died",
    async ({ turns }) => {
      const turn = firstTurn();
      await turns.begin(turn);
      const answerId = turn.answers[0]!.id;
      await turns.appendChunks([
        { answerId, part: "thinking", position: 0, text: "Let me " },
        { answerId, part: "thinking", position: 7, text: "see" },
      ]);
      await turns.interruptStale(idleInstance, { staleAfter: 15_000, now: sampleTime });
      const answer = await turns.findAnswer("user", turn.chat.id, answerId);
      assert.equal(answer?.state, "interrupted");
      assert.equal(answer?.content, "");
      assert.equal(answer?.thinking?.text, "Let me see");
    },
  );

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
    "finish() of an interrupted turn keeps its text, and leaves the next turn alone",
    async (gateways) => {
      const { chats, turns } = gateways;
      const turn = firstTurn();
      await turns.begin(turn);
      await turns.interruptStale(idleInstance, { staleAfter: 15_000, now: sampleTime });
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

  contract(kind, "finish() keeps cached prompt tokens apart", async ({ turns, chats }) => {
    const turn = firstTurn();
    await turns.begin(turn);
    await turns.finish(ended(turn, { promptTokens: 5, cachedPromptTokens: 3 }));
    const answer = await turns.findAnswer("user", turn.chat.id, turn.answers[0]!.id);
    assert.deepEqual([answer?.promptTokens, answer?.cachedPromptTokens], [5, 3]);
    assert.equal((await chats.find("user", turn.chat.id))?.tokenUsage.promptTokens, 5);
  });

  contract(kind, "finish() keeps a server's own finish reason", async ({ turns }) => {
    for (const word of ["pause", "é🙂".repeat(16)]) {
      const turn = firstTurn();
      await turns.begin(turn);
      await turns.finish(ended(turn, { finishReason: otherReason(word) }));
      const answer = await turns.findAnswer("user", turn.chat.id, turn.answers[0]!.id);
      assert.equal(answer?.finishReason, `other:${word}`);
    }
  });

  contract(
    kind,
    "finish() stores nothing of an answer that another process continued",
    async (gateways) => {
      const { chats, turns, other } = gateways;
      const turn = firstTurn();
      const answerId = turn.answers[0]!.id;
      await turns.begin(turn);
      await turns.appendChunks([{ answerId, position: 0, text: "Begun" }]);
      await turns.interruptStale(idleInstance, { staleAfter: 15_000, now: sampleTime });
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

  contract(
    kind,
    "finish() keeps the text of the answers that were not continued",
    async ({ turns, other }) => {
      const turn = firstTurn({ n: 2 });
      const [first, second] = turn.answers.map(({ id }) => id) as [string, string];
      await turns.begin(turn);
      await turns.appendChunks([{ answerId: first, position: 0, text: "Begun" }]);
      await turns.interruptStale(idleInstance, { staleAfter: 15_000, now: sampleTime });
      await turns.appendChunks([{ answerId: first, position: 5, text: " too late" }]);
      const answer = await turns.findAnswer("user", turn.chat.id, first);
      await other.turns.resume(resumption(answer!, { instanceId: "other" }));
      assert.equal((await turns.findAnswer("user", turn.chat.id, first))?.content, "Begun");
      assert.equal(await turns.finish(ended(turn)), false);
      assert.equal((await turns.findAnswer("user", turn.chat.id, first))?.state, "streaming");
      const kept = await turns.findAnswer("user", turn.chat.id, second);
      assert.equal(kept?.content, "An answer");
    },
  );

  contract(kind, "finish() of a purged chat does nothing", async ({ chats, bin, turns }) => {
    const turn = firstTurn();
    await turns.begin(turn);
    await purgeChat(bin, turn.chat);
    await turns.finish(ended(turn));
    assert.equal(await chats.find("user", turn.chat.id), null);
    assert.equal(await turns.findAnswer("user", turn.chat.id, turn.answers[0]!.id), null);
  });

  contract(kind, "findAnswer() returns no text from after the turn's end", async ({ turns }) => {
    const turn = firstTurn();
    const answerId = turn.answers[0]!.id;
    await turns.begin(turn);
    await turns.interruptStale(idleInstance, { staleAfter: 15_000, now: sampleTime });
    await turns.appendChunks([{ answerId, position: 0, text: "Too late" }]);
    assert.equal((await turns.findAnswer("user", turn.chat.id, answerId))?.content, "");
  });
}

function recoveryContract(kind: GatewayKind): void {
  const later = new Date(sampleTime.getTime() + 1);

  contract(kind, "interruptStale() ends the turns of dead processes", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = firstTurn({ n: 2, instanceId: "dead" });
    const ids = turn.answers.map(({ id }) => id);
    const [first, second] = ids as [string, string];
    await turns.heartbeat("dead");
    await turns.begin(turn);
    await turns.appendChunks([
      { answerId: first, position: 0, text: "So " },
      { answerId: first, position: 3, text: "far" },
    ]);
    assert.equal(await turns.interruptStale(idleInstance, { staleAfter: 15_000, now: later }), 0);
    await aMoment();
    assert.equal(await turns.interruptStale(idleInstance, { staleAfter: 10, now: later }), 2);
    const answer = await turns.findAnswer("user", turn.chat.id, first);
    assert.equal(answer?.state, "interrupted");
    assert.equal(answer?.content, "So far");
    assert.deepEqual(answer?.finishedAt, later);
    assert.equal((await turns.findAnswer("user", turn.chat.id, second))?.state, "interrupted");
    assert.equal((await chats.find("user", turn.chat.id))?.answering, null);
    assert.deepEqual(
      await turns.findEndRequests({ instanceId: "dead", running: ids }),
      ids.map((answerId) => ({ answerId, reason: "interrupted" })),
    );
  });

  contract(kind, "interruptStale() leaves turns of running processes alone", async ({ turns }) => {
    await turns.heartbeat("alive");
    await turns.begin(firstTurn({ instanceId: "alive" }));
    await aMoment(3_100);
    await turns.heartbeat("alive");
    assert.equal(await turns.interruptStale(idleInstance, { staleAfter: 3_000, now: later }), 0);
  });

  contract(
    kind,
    "interruptStale() ends stored answers that its own process isn't writing",
    async ({ turns }) => {
      await turns.heartbeat("alive");
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
    await turns.heartbeat("leaving");
    await turns.begin(firstTurn({ instanceId: "leaving" }));
    await turns.leave("leaving");
    assert.equal(await turns.interruptStale(idleInstance, { staleAfter: 15_000, now: later }), 1);
  });

  contract(kind, "interruptStale() ends each turn once, in whichever process", async (gateways) => {
    const { turns, other } = gateways;
    for (let index = 0; index < 8; index++) await turns.begin(firstTurn({ instanceId: "dead" }));
    const counts = await Promise.all(
      [turns, other.turns, turns, other.turns].map((it) =>
        it.interruptStale(idleInstance, { staleAfter: 15_000, now: later })
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

  contract(kind, "resume() makes an answer stream on after its text", async (gateways) => {
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

  contract(kind, "resume() lets exactly one of several calls in", async ({ turns, other }) => {
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
    "resume() refuses an answer that is no longer the chat's last",
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
      await turns.interruptStale(idleInstance, { staleAfter: 15_000, now: sampleTime });
      const found = await turns.findAnswer("user", turn.chat.id, answer.id);
      assert.equal(found?.state, "interrupted");
      assert.equal(found?.content, "Begun on");
    },
  );
}

/** An age in milliseconds that a heartbeat exceeds after a short wait, by the database's clock. */
async function aMoment(milliseconds = 30): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
