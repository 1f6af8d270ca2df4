import assert from "node:assert/strict";
import { contract, type GatewayKind, type TestGateways } from "./gateway_kind.ts";
import {
  answeredTurn,
  ended,
  hasCode,
  idleInstance,
  nextTurn,
  purgeChat,
  resumption,
  sampleTime,
} from "./sample_turns.ts";

/** How the gateways that change chats change their revisions. */
export function chatRevisionContract(kind: GatewayKind): void {
  contract(kind, "every visible change of a chat raises its revision", async (gateways) => {
    const { chats, turns } = gateways;
    const turn = await answeredTurn(turns);
    const { id, title } = turn.chat;
    const raisesOnce = async (change: () => Promise<unknown>) => {
      const before = (await chats.find("user", id))!.revision;
      await change();
      assert.equal((await chats.find("user", id))!.revision, before + 1, String(change));
    };
    assert.equal((await chats.find("user", id))!.revision, 2, "asked, then answered");
    const config = { ...turn.chat.config, n: 2 };
    await raisesOnce(() => chats.update("user", id, { config, systemMessage: "Be kind" }));
    await raisesOnce(() => chats.update("user", id, { pinned: true }));
    await raisesOnce(() => chats.updateAll("user", [id], { archived: true }));
    await raisesOnce(() => chats.retitle("user", id, { from: title, to: "B" }));
    await raisesOnce(() => chats.update("user", id, { title: "C" }));
    await raisesOnce(() => turns.resume(resumption(ended(turn).answers[0]!)));
    await raisesOnce(() => turns.finish(ended(turn)));
    const next = nextTurn(turn.chat);
    await raisesOnce(() => turns.begin(next));
    const interruption = { staleAfter: 1, now: new Date(sampleTime.getTime() + 60_000) };
    await raisesOnce(() => turns.interruptStale(idleInstance, interruption));
    await raisesOnce(() => chats.update("user", id, { status: "ended" }));
  });

  contract(kind, "a revision stays the same when nothing changes", async (gateways) => {
    const { chats, bin, turns } = gateways;
    const turn = await answeredTurn(turns);
    const { id } = turn.chat;
    const { revision } = (await chats.find("user", id))!;
    await turns.begin(nextTurn(turn.chat));
    const isAnswering = revision + 1;
    await assert.rejects(turns.begin(nextTurn(turn.chat)), hasCode("answer_in_progress"));
    assert.equal(await turns.finish(ended(turn)), false);
    await chats.retitle("user", id, { from: "another", to: "B" });
    await chats.update("somebody else", id, { title: "Mine" });
    await chats.updateAll("somebody else", [id], { pinned: true });
    await chats.update("user", id, {});
    await bin.put("user", { ids: [id] }, sampleTime);
    await bin.restore("user", sampleTime);
    assert.equal((await chats.find("user", id))!.revision, isAnswering);
  });

  contract(kind, "update() with another revision changes nothing", async (gateways) => {
    const { chats, bin, turns } = gateways;
    const { chat: { id } } = await answeredTurn(turns);
    const before = (await chats.find("user", id))!;
    for (const changes of [{ title: "New" }, { pinned: true }, {}]) {
      for (const other of [before.revision - 1, before.revision + 1]) {
        await assert.rejects(
          chats.update("user", id, changes, { revision: other }),
          hasCode("chat_changed"),
        );
      }
      assert.equal(await chats.update("somebody else", id, changes, before), null);
    }
    assert.deepEqual(await chats.find("user", id), before);
    const changed = await chats.update("user", id, { title: "New" }, before);
    assert.deepEqual(changed, { ...before, title: "New", revision: before.revision + 1 });
    await purgeChat(bin, before);
    assert.equal(await chats.update("user", id, { title: "x" }, before), null);
  });

  contract(kind, "of many calls of update() with one revision, one succeeds", async (gateways) => {
    const { chats, turns } = gateways;
    const { chat: { id } } = await answeredTurn(turns);
    for (const key of ["title", "pinned"]) {
      const { revision } = (await chats.find("user", id))!;
      const outcomes = await Promise.all([0, 1, 2, 3, 4, 5].map(async (index) => {
        const changes = key === "title" ? { title: `Title ${index}` } : { pinned: true };
        return await chatsOf(gateways, index).update("user", id, changes, { revision })
          .then(() => "changed", ({ code }) => code);
      }));
      assert.equal(outcomes.filter((outcome) => outcome === "changed").length, 1);
      assert.equal(outcomes.filter((outcome) => outcome === "chat_changed").length, 5);
      assert.equal((await chats.find("user", id))!.revision, revision + 1);
    }
  });
}

/** The chats in one process or the other. */
function chatsOf({ chats, other }: TestGateways, index: number): TestGateways["chats"] {
  return index % 2 === 0 ? chats : other.chats;
}
