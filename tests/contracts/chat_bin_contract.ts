import assert from "node:assert/strict";
import { contract, type GatewayKind, type TestGateways } from "./gateway_kind.ts";
import {
  answeredTurn,
  ended,
  firstTurn,
  nextTurn,
  resumption,
  sampleTime,
} from "./sample_turns.ts";

/** What every {@link ChatBin} does. */
export function chatBinContract(kind: GatewayKind): void {
  putContract(kind);
  restoreContract(kind);
  purgeContract(kind);
}

function putContract(kind: GatewayKind): void {
  contract(kind, "put() makes all reads treat a chat as missing", async (gateways) => {
    const { chats, bin, turns } = gateways;
    const turn = await answeredTurn(turns, { idempotencyKey: "request" });
    const { chat, question, answers: [answer] } = turn;
    const next = nextTurn(chat);
    assert.deepEqual(await bin.put("user", { ids: [chat.id] }, at(1)), { count: 1, answering: [] });
    assert.equal(await chats.find("user", chat.id), null);
    assert.deepEqual(await chats.list("user", { limit: 9 }), []);
    assert.equal(await chats.update("user", chat.id, { title: "New" }), null);
    assert.equal(await chats.updateAll("user", [chat.id], { pinned: true }), 0);
    const title = { from: chat.title, to: "New" };
    assert.equal(await chats.retitle("user", chat.id, title), false);
    const from = answer!.id;
    assert.deepEqual(await chats.path("user", chat.id, { from, limit: 9 }), []);
    assert.deepEqual(await chats.window("user", chat.id, { from, tokens: 99 }), []);
    assert.equal(await turns.findQuestion("user", chat.id, question.id), null);
    assert.equal(await turns.findAnswer("user", chat.id, from), null);
    await assert.rejects(turns.begin(next), { code: "not_found" });
    const endedAnswer = ended(turn).answers[0]!;
    await assert.rejects(turns.resume(resumption(endedAnswer)), { code: "not_found" });
    // Otherwise the same request would begin another chat.
    assert.equal((await turns.findByIdempotencyKey("user", "request"))?.chatId, chat.id);
  });

  contract(kind, "put() deletes some chats, all archived or all others", async (gateways) => {
    const { chats, bin, turns } = gateways;
    const [a, b, c, d] = [
      await newChat(gateways),
      await newChat(gateways),
      await newChat(gateways),
      await newChat(gateways),
    ];
    const foreign = await answeredTurn(turns, { userId: "somebody else" });
    await chats.updateAll("user", [c, d], { archived: true });
    const listed = async (archived: boolean) =>
      (await chats.list("user", { archived, limit: 9 })).map(({ id }) => id).toSorted();
    const some = { ids: [a, foreign.chat.id, "unknown"] };
    assert.equal((await bin.put("user", some, at(1))).count, 1);
    assert.deepEqual([await listed(false), await listed(true)], [[b], [c, d].toSorted()]);
    assert.equal((await bin.put("user", { archived: true }, at(2))).count, 2);
    assert.deepEqual([await listed(false), await listed(true)], [[b], []]);
    assert.equal((await bin.put("user", { archived: false }, at(3))).count, 1);
    assert.equal((await bin.put("user", { archived: false }, at(4))).count, 0);
    assert.equal((await bin.put("user", { ids: [] }, at(4))).count, 0);
    assert.equal((await bin.put("user", { ids: [a] }, at(4))).count, 0);
    assert.notEqual(await chats.find("somebody else", foreign.chat.id), null);
  });

  contract(kind, "put() returns chats with running answers, which still end", async (gateways) => {
    const { chats, bin, turns } = gateways;
    const turn = firstTurn();
    await turns.begin(turn);
    const { chat, answers: [answer] } = turn;
    const { answering } = await bin.put("user", { ids: [chat.id] }, at(1));
    assert.deepEqual(answering.map(({ id, activeLeaf }) => [id, activeLeaf]), [
      [chat.id, chat.activeLeaf],
    ]);
    assert.equal(await turns.requestStop("user", chat.id, answer!.id), true);
    assert.deepEqual(
      await turns.findEndRequests({ instanceId: "instance", running: [answer!.id] }),
      [{ answerId: answer!.id, reason: "stopped" }],
    );
    assert.equal(await turns.finish(ended(turn, { state: "stopped" })), true);
    await bin.restore("user", at(1));
    assert.equal((await chats.find("user", chat.id))?.answering, null);
    assert.equal((await turns.findAnswer("user", chat.id, answer!.id))?.content, "An answer");
  });
}

function restoreContract(kind: GatewayKind): void {
  contract(kind, "restore() restores the chats of one deletion as they were", async (gateways) => {
    const { chats, bin } = gateways;
    const [a, b, c] = [await newChat(gateways), await newChat(gateways), await newChat(gateways)];
    await chats.update("user", b, { archived: true, pinned: true });
    const before = await chats.find("user", b);
    await bin.put("user", { ids: [a, b] }, at(1));
    await bin.put("user", { ids: [c] }, at(2));
    assert.equal(await bin.count("user", at(1)), 2);
    assert.equal(await bin.count("somebody else", at(1)), 0);
    assert.deepEqual(await bin.restore("somebody else", at(1)), []);
    assert.equal(await chats.find("user", a), null);
    assert.deepEqual((await bin.restore("user", at(1))).toSorted(), [a, b].toSorted());
    assert.deepEqual(await chats.find("user", b), before);
    assert.equal(await chats.find("user", c), null);
    assert.deepEqual(await bin.restore("user", at(1)), []);
    assert.equal(await bin.count("user", at(1)), 0);
    assert.deepEqual(await chats.list("user", { limit: 9 }), [await chats.find("user", a)]);
  });
}

function purgeContract(kind: GatewayKind): void {
  contract(kind, "purge() removes chats deleted before a time, bit by bit", async (gateways) => {
    const { chats, bin, turns } = gateways;
    const kept = await newChat(gateways);
    const later = await newChat(gateways);
    const turn = await answeredTurn(turns, { idempotencyKey: "request" });
    const { chat } = turn;
    const running = nextTurn(chat);
    await turns.begin(running);
    await turns.appendChunks([{ answerId: running.answers[0]!.id, position: 0, text: "So far" }]);
    await bin.put("user", { ids: [chat.id] }, at(1));
    await bin.put("user", { ids: [later] }, at(3));
    assert.equal(await bin.purge(at(1), 3), false);
    let rounds = 0;
    while (await bin.purge(at(2), 3)) rounds++;
    assert.equal(rounds, 2);
    assert.equal(await turns.findByIdempotencyKey("user", "request"), null);
    assert.deepEqual(await bin.restore("user", at(1)), []);
    assert.deepEqual(
      await turns.readProgress([{ answerId: running.answers[0]!.id, position: 0 }]),
      [],
    );
    assert.notEqual(await chats.find("user", kept), null);
    assert.deepEqual(await bin.restore("user", at(3)), [later]);
    assert.equal(
      (await chats.path("user", later, { from: await leaf(gateways, later), limit: 9 })).length,
      2,
    );
  });

  contract(
    kind,
    "purge() in several processes at once removes everything once",
    async (gateways) => {
      const { bin, other } = gateways;
      const chats = [];
      for (let i = 0; i < 6; i++) chats.push(await newChat(gateways));
      await bin.put("user", { ids: chats }, at(1));
      const purgeAll = async (one: typeof bin) => {
        while (await one.purge(at(2), 1));
      };
      await Promise.all([purgeAll(bin), purgeAll(other.bin), purgeAll(bin)]);
      assert.equal(await bin.count("user", at(1)), 0);
      assert.equal(await bin.purge(at(2), 1), false);
    },
  );
}

async function newChat({ turns }: TestGateways): Promise<string> {
  return (await answeredTurn(turns)).chat.id;
}

async function leaf({ chats }: TestGateways, chatId: string): Promise<string> {
  return (await chats.find("user", chatId))!.activeLeaf;
}

function at(minutes: number): Date {
  return new Date(sampleTime.getTime() + minutes * 60_000);
}
