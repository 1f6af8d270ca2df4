import assert from "node:assert/strict";
import { uuidV7 } from "../../infra/runtime/uuid_v7.ts";
import { contract, type GatewayKind, type TestGateways } from "./gateway_kind.ts";
import { ended, firstTurn, sampleTime } from "./sample_turns.ts";
import { sampleApiToken, sampleUser } from "./sample_users.ts";

/** What an {@link ErasureGateway} does. */
export function erasureGatewayContract(kind: GatewayKind): void {
  contract(kind, "begin() makes the account unusable at once", async (gateways) => {
    const { users, sessions, devices, apiTokens, erasures, other } = gateways;
    const user = await createUser(gateways);
    const somebody = await createUser(gateways);
    const { secret } = await sessions.create(user.id);
    const kept = await sessions.create(somebody.id);
    await apiTokens.create(sampleApiToken({ userId: user.id }), "a1b2");
    assert.equal(await erasures.begin(user.id, sampleTime), true);
    assert.equal(await users.find(user.id), null);
    assert.equal(await users.findByEmail(user.email), null);
    assert.equal(await users.update(user.id, { name: "Again" }), null);
    assert.equal(await users.updateSettings(user.id, { language: "en" }), null);
    assert.equal(await users.changePassword(user.id, "hash"), false);
    assert.equal(await other.sessions.validate(secret), null);
    assert.deepEqual(await other.sessions.list(user.id), []);
    assert.equal(await other.apiTokens.use("a1b2", sampleTime), null);
    const late = { code: "not_found" };
    await assert.rejects(sessions.create(user.id), late);
    await assert.rejects(devices.remember(user.id), late);
    await assert.rejects(apiTokens.create(sampleApiToken({ userId: user.id }), "c3d4"), late);
    assert.notEqual(await other.sessions.validate(kept.secret), null);
    assert.deepEqual(await users.find(somebody.id), somebody);
    await users.create(sampleUser({ email: user.email }), "hash");
    assert.equal(await erasures.begin(user.id, sampleTime), false);
    assert.equal(await erasures.begin(uuidV7(), sampleTime), false);
  });

  contract(kind, "list() remembers deletions until end()", async (gateways) => {
    const { erasures, users, other } = gateways;
    await createUser(gateways, "erased@example.com");
    const [first, second] = [await createUser(gateways), await createUser(gateways)];
    const later = new Date(sampleTime.getTime() + 1);
    await erasures.begin(second.id, later);
    await erasures.begin(first.id, sampleTime);
    const begun = [
      { userId: first.id, begunAt: sampleTime },
      { userId: second.id, begunAt: later },
    ];
    assert.deepEqual(await other.erasures.list(), begun);
    await other.erasures.end(first.id, later);
    await other.erasures.end(first.id, later);
    assert.deepEqual(await erasures.list(), begun.slice(1));
    const living = (await users.findByEmail("erased@example.com"))!.user;
    await erasures.end(living.id, later);
    assert.deepEqual(await users.find(living.id), living, "who was not deleted stays");
    for (const { id } of [first, second]) assert.equal(await other.erasures.isErased(id), true);
    for (const id of [living.id, uuidV7()]) assert.equal(await erasures.isErased(id), false);
  });

  contract(kind, "deleteSome() deletes all of the user's chats, step by step", async (gateways) => {
    const { chats, turns, erasures } = gateways;
    const [user, somebody] = [await createUser(gateways), await createUser(gateways)];
    const mine = await storeChats(gateways, user.id, 45);
    const [theirs] = await storeChats(gateways, somebody.id, 1);
    let steps = 0;
    while (await erasures.deleteSome(user.id)) steps++;
    assert.ok(steps >= 3 && steps < 20, `${steps} steps`);
    for (const { chat, answers: [answer] } of mine) {
      assert.equal(await chats.find(user.id, chat.id), null);
      assert.equal(await turns.findAnswer(user.id, chat.id, answer!.id), null);
    }
    assert.notEqual(await chats.find(somebody.id, theirs!.chat.id), null);
    const answerId = theirs!.answers[0]!.id;
    assert.notEqual(await turns.findAnswer(somebody.id, theirs!.chat.id, answerId), null);
    assert.equal(await erasures.deleteSome(user.id), false);
  });

  contract(kind, "deleteSome() leaves no text of a running answer behind", async (gateways) => {
    const { turns, erasures, other } = gateways;
    const { id: userId } = await createUser(gateways);
    const turn = firstTurn({ userId });
    await turns.begin(turn);
    const answer = turn.answers[0]!;
    assert.deepEqual(await erasures.runningAnswers(userId), [answer.id]);
    await turns.appendChunks([{ answerId: answer.id, position: 0, text: "Half an" }]);
    while (await erasures.deleteSome(userId));
    assert.deepEqual(await erasures.runningAnswers(userId), []);
    const self = { instanceId: turn.instanceId, running: [answer.id] };
    const ends = await other.turns.findEndRequests(self);
    assert.deepEqual(ends, [{ answerId: answer.id, reason: "interrupted" }]);
    const finished = { ...ended(turn), answers: [{ ...answer, content: "Half an answer" }] };
    assert.equal(await other.turns.finish(finished), false);
    assert.deepEqual(await turns.readProgress([{ answerId: answer.id, position: 0 }]), []);
    assert.equal(await turns.findAnswer(userId, turn.chat.id, answer.id), null);
  });
}

async function createUser({ users }: TestGateways, email?: string) {
  const user = sampleUser(email ? { email } : {});
  await users.create(user, "hash");
  return user;
}

async function storeChats({ turns }: TestGateways, userId: string, count: number) {
  const stored = [];
  for (let index = 0; index < count; index++) {
    const turn = firstTurn({ userId });
    await turns.begin(turn);
    if (index % 2 === 0) await turns.finish(ended(turn));
    stored.push(turn);
  }
  return stored;
}
