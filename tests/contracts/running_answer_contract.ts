import assert from "node:assert/strict";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import { answeredTurn, ended, firstTurn, purgeChat, resumption } from "./sample_turns.ts";

/** How a turn gateway stores an answer while it is written, and stops it. */
export function runningAnswerContract(kind: GatewayKind): void {
  textContract(kind);
  progressContract(kind);
  stopContract(kind);
  callersContract(kind);
}

function textContract(kind: GatewayKind): void {
  contract(kind, "findAnswer() joins the chunks stored so far", async ({ turns }) => {
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

  contract(kind, "findAnswer() keeps U+0000 and the text after it", async ({ turns }) => {
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
    await turns.appendChunks([{ answerId, position: 0, text: "one" }]);
    const answer = await turns.findAnswer("user", turn.chat.id, answerId);
    assert.equal(answer?.content, "one two three", "a late writing shortens nothing");
  });

  contract(kind, "findAnswer() and findQuestion() find only the user's own", async (gateways) => {
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
  });
}

function progressContract(kind: GatewayKind): void {
  contract(
    kind,
    "readProgress() returns the text after each cursor, of streaming answers",
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
    "readProgress() and findAnswer() have the thinking with positions of its own",
    async ({ turns }) => {
      const turn = firstTurn();
      await turns.begin(turn);
      const answerId = turn.answers[0]!.id;
      await turns.appendChunks([
        { answerId, part: "thinking", position: 0, text: "Let me " },
        { answerId, part: "thinking", position: 7, text: "see" },
        { answerId, position: 0, text: "One" },
      ]);
      assert.deepEqual(await turns.readProgress([{ answerId, position: 0, thinkingPosition: 7 }]), [
        {
          answerId,
          position: 0,
          text: "One",
          lastPosition: 0,
          thinking: { position: 7, text: "see", lastPosition: 7 },
        },
      ]);
      const answer = await turns.findAnswer("user", turn.chat.id, answerId);
      assert.equal(answer?.content, "One");
      assert.deepEqual(answer?.thinking, { text: "Let me see", milliseconds: 0, tokens: 0 });
    },
  );

  contract(
    kind,
    "readProgress() and appendChunks() accept thousands of answers",
    async ({ turns }) => {
      const ids = Array.from({ length: 2_500 }, () => crypto.randomUUID());
      await turns.appendChunks(ids.map((answerId) => ({ answerId, position: 0, text: "Text" })));
      const progress = await turns.readProgress(ids.map((answerId) => ({ answerId, position: 0 })));
      assert.deepEqual(progress, []);
    },
  );
}

function stopContract(kind: GatewayKind): void {
  contract(kind, "requestStop() reaches the process that writes the answer", async (gateways) => {
    const { turns, other } = gateways;
    const turn = firstTurn({ n: 2 });
    const going = firstTurn();
    await turns.begin(turn);
    await turns.begin(going);
    const ids = turn.answers.map(({ id }) => id);
    const running = [...ids, going.answers[0]!.id];
    assert.deepEqual(await turns.findEndRequests({ instanceId: "instance", running }), []);
    assert.equal(await other.turns.requestStop("user", turn.chat.id, ids[1]!), true);
    assert.deepEqual(
      await turns.findEndRequests({ instanceId: "instance", running }),
      ids.map((answerId) => ({ answerId, reason: "stopped" })),
    );
  });

  contract(kind, "requestStop() stops no ended answer and no other user's", async ({ turns }) => {
    const done = await answeredTurn(turns);
    assert.equal(await turns.requestStop("user", done.chat.id, done.answers[0]!.id), false);
    const turn = firstTurn();
    const answerId = turn.answers[0]!.id;
    await turns.begin(turn);
    assert.equal(await turns.requestStop("somebody else", turn.chat.id, answerId), false);
    assert.equal(await turns.requestStop("user", done.chat.id, answerId), false);
    assert.deepEqual(
      await turns.findEndRequests({ instanceId: "instance", running: [answerId] }),
      [],
    );
  });

  contract(kind, "findEndRequests() reports answers of purged chats", async ({ bin, turns }) => {
    const turn = firstTurn();
    const ids = turn.answers.map(({ id }) => id);
    await turns.begin(turn);
    await purgeChat(bin, turn.chat);
    assert.deepEqual(
      await turns.findEndRequests({ instanceId: "instance", running: ids }),
      ids.map((answerId) => ({ answerId, reason: "interrupted" })),
    );
    assert.deepEqual(await turns.findEndRequests({ instanceId: "instance", running: [] }), []);
  });
}

function callersContract(kind: GatewayKind): void {
  contract(kind, "removeCaller() tells when an answer's last caller leaves", async (gateways) => {
    const { turns } = gateways;
    const turn = firstTurn({ n: 2 });
    const key = { userId: "user", chatId: turn.chat.id, answerId: turn.answers[0]!.id };
    await turns.begin(turn);
    for (const wrong of [{ userId: "somebody else" }, { chatId: "x" }, { answerId: "x" }]) {
      assert.equal(await turns.addCaller({ ...key, ...wrong }), false);
      assert.equal(await turns.removeCaller({ ...key, ...wrong }), false);
    }
    const added = await Promise.all([turns.addCaller(key), turns.addCaller(key)]);
    assert.deepEqual(added, [true, true]);
    const removed = await Promise.all([1, 2, 3].map(() => turns.removeCaller(key)));
    assert.deepEqual(removed.toSorted(), [false, false, true]);
    assert.equal(await turns.addCaller(key), false, "whom nobody waits for is being stopped");
    assert.equal(await turns.removeCaller(key), false);
  });

  contract(
    kind,
    "addCaller() refuses an answer that is being stopped or has ended",
    async (gateways) => {
      const { turns } = gateways;
      const turn = firstTurn();
      const key = { userId: "user", chatId: turn.chat.id, answerId: turn.answers[0]!.id };
      await turns.begin(turn);
      await turns.requestStop(key.userId, key.chatId, key.answerId);
      assert.equal(await turns.addCaller(key), false);
      const end = ended(turn, { state: "stopped" });
      await turns.finish(end);
      assert.equal(await turns.addCaller(key), false);
      assert.equal(await turns.removeCaller(key), false);
      await turns.resume(resumption(end.answers[0]!));
      assert.equal(await turns.addCaller(key), true);
      assert.deepEqual([await turns.removeCaller(key), await turns.removeCaller(key)], [
        false,
        true,
      ]);
    },
  );
}
