import assert from "node:assert/strict";
import type { Share } from "../../domain/sharing/gateway.ts";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import { answeredTurn, ended, nextTurn, regeneration, sampleTime } from "./sample_turns.ts";

/** What every {@link ShareGateway} does. */
export function shareGatewayContract(kind: GatewayKind): void {
  contract(kind, "save() stores a share, and later moves its leaf", async (gateways) => {
    const { shares } = gateways;
    const share = sampleShare();
    assert.deepEqual(await shares.save(share), share);
    assert.deepEqual(await shares.find("user", "chat"), share);
    const changed = { ...share, leaf: "newer", createdAt: new Date(sampleTime.getTime() + 1) };
    assert.deepEqual(await shares.save({ ...changed, linkSecret: "another" }), changed);
    assert.deepEqual(await shares.open("token"), changed);
    assert.equal(await shares.open("another"), null);
  });

  contract(kind, "find(), open() and remove() accept no other spelling", async ({ shares }) => {
    const share = await shares.save(sampleShare());
    for (const token of ["Token", "TOKEN", "token ", "", "tok%"]) {
      assert.equal(await shares.open(token), null, token);
    }
    assert.equal(await shares.find("somebody else", "chat"), null);
    await shares.remove("somebody else", "chat");
    await shares.remove("user", "Chat");
    assert.deepEqual(await shares.find("user", "chat"), share);
    await shares.remove("user", "chat");
    assert.equal(await shares.open("token"), null);
    await shares.remove("user", "chat");
  });

  contract(kind, "reaches() finds the messages on the path to the leaf", async (gateways) => {
    const { shares, turns } = gateways;
    const first = await answeredTurn(turns);
    const again = regeneration(first);
    await turns.begin(again);
    await turns.finish(ended(again));
    const next = nextTurn(again.chat);
    await turns.begin(next);
    const other = await answeredTurn(turns);
    const share = sampleShare({ chatId: first.chat.id, leaf: again.answers[0]!.id });
    assert.equal(await shares.reaches(share, share.leaf), true);
    assert.equal(await shares.reaches(share, first.question.id), true);
    const beyond = [first.answers[0]!, next.question, next.answers[0]!, other.question];
    for (const { id } of beyond) assert.equal(await shares.reaches(share, id), false);
  });
}

function sampleShare(facts: Partial<Share> = {}): Share {
  return {
    chatId: "chat",
    userId: "user",
    linkSecret: "token",
    leaf: "leaf",
    createdAt: sampleTime,
    ...facts,
  };
}
