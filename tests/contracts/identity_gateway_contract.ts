import assert from "node:assert/strict";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import { hasCode, sampleTime } from "./sample_turns.ts";
import { sampleApiToken, sampleUser } from "./sample_users.ts";

const key = { provider: "corp:0123456789abcdef", subject: "Ada" };

/** What an {@link IdentityGateway} does. */
export function identityGatewayContract(kind: GatewayKind): void {
  accountContract(kind);
  linkContract(kind);
}

function linkContract(kind: GatewayKind): void {
  contract(kind, "link() lets an identity open one account, and no other", async (all) => {
    const { identities, users, other } = all;
    const [user, somebody] = [sampleUser(), sampleUser()];
    for (const each of [user, somebody]) await users.create(each, "hash");
    assert.deepEqual(await identities.waysIn(user.id), { hasPassword: true, identities: [] });
    await identities.link(user.id, key, sampleTime);
    await other.identities.link(user.id, key, sampleTime);
    assert.deepEqual(await other.identities.find(key), user);
    const denied = hasCode("permission_denied");
    await assert.rejects(identities.link(somebody.id, key, sampleTime), denied);
    const expected = [{ provider: "corp", linkedAt: sampleTime }];
    assert.deepEqual(await identities.waysIn(user.id), {
      hasPassword: true,
      identities: expected,
    });
    assert.deepEqual(await identities.waysIn(somebody.id), { hasPassword: true, identities: [] });
    assert.deepEqual(await identities.waysIn("nobody"), { hasPassword: false, identities: [] });
  });

  contract(kind, "link() finds no account that was deleted", async (all) => {
    const { identities } = all;
    await assert.rejects(identities.link("gone", key, sampleTime), hasCode("not_found"));
  });

  contract(kind, "unlink() leaves something that opens the account", async (all) => {
    const { identities, users } = all;
    const user = sampleUser();
    await identities.createUser(user, key);
    const google = { provider: "google:0123456789abcdef", subject: "1" };
    const passwords = { countPassword: true };
    assert.equal(await identities.unlink(user.id, "corp", passwords), false);
    await identities.link(user.id, google, sampleTime);
    assert.equal(await identities.unlink(user.id, "%", passwords), true);
    assert.deepEqual(await identities.find(key), user, "a pattern names no provider");
    assert.equal(await identities.unlink(user.id, "corp", passwords), true);
    assert.equal(await identities.find(key), null);
    assert.equal(await identities.unlink(user.id, "google", passwords), false);
    await users.changePassword(user.id, "hash");
    assert.equal(await identities.unlink(user.id, "google", { countPassword: false }), false);
    assert.deepEqual(await identities.find(google), user);
    assert.equal(await identities.unlink(user.id, "google", passwords), true);
    assert.equal(await identities.find(google), null);
  });

  contract(kind, "unlink() leaves one of two that are unlinked at once", async (all) => {
    const { identities, other } = all;
    const user = sampleUser();
    await identities.createUser(user, key);
    await identities.link(user.id, { ...key, provider: "google:1" }, sampleTime);
    const rule = { countPassword: true };
    const results = await Promise.all([
      identities.unlink(user.id, "corp", rule),
      other.identities.unlink(user.id, "google", rule),
    ]);
    assert.deepEqual(results.toSorted(), [false, true]);
    assert.equal((await identities.waysIn(user.id)).identities.length, 1);
  });
}

function accountContract(kind: GatewayKind): void {
  contract(kind, "createUser() makes an account that only its identity opens", async (all) => {
    const { identities, users, other } = all;
    const user = sampleUser({ name: "Zoë 👩‍🚀", settings: { language: "pt-BR" } });
    await identities.createUser(user, key);
    assert.deepEqual(await other.identities.find(key), user);
    assert.deepEqual(await identities.findByEmail(user.email), user);
    assert.equal(await users.findByEmail(user.email), null, "it has no password");
    const others = [
      { ...key, subject: "ada" },
      { ...key, subject: "Ada " },
      { ...key, provider: "corp:0123456789abcdee" },
      { provider: "", subject: "" },
    ];
    for (const wrong of others) assert.equal(await identities.find(wrong), null);
    assert.equal(await identities.findByEmail("nobody@example.com"), null);
  });

  contract(kind, "createUser() refuses a taken address, and stores nothing", async (all) => {
    const { identities, users } = all;
    const user = sampleUser();
    await users.create(user, "hash");
    const attempt = identities.createUser(sampleUser({ email: user.email }), key);
    await assert.rejects(attempt, hasCode("email_taken"));
    assert.equal(await identities.find(key), null);
    assert.deepEqual(await identities.findByEmail(user.email), user);
  });

  contract(kind, "createUser() gives an identity to one of many calls", async (all) => {
    const { identities, other } = all;
    const calls = [identities, other.identities, identities, other.identities];
    const results = await Promise.allSettled(
      calls.map((it) => it.createUser(sampleUser(), key)),
    );
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    assert.ok(await identities.find(key));
  });

  contract(kind, "takeOver() leaves nothing that opened the account before", async (all) => {
    const { identities, users, sessions, devices, apiTokens, other } = all;
    const [user, somebody] = [sampleUser(), sampleUser()];
    const old = { ...key, subject: "old" };
    await identities.createUser(user, old);
    await users.changePassword(user.id, "hash");
    await users.create(somebody, "hash");
    const session = await sessions.create(user.id);
    const kept = await sessions.create(somebody.id);
    const { secret } = await devices.remember(user.id);
    await apiTokens.create(sampleApiToken({ userId: user.id }), "hash-of-token");
    await identities.takeOver(user.id, key, sampleTime);
    assert.deepEqual(await other.identities.find(key), user);
    assert.equal(await identities.find(old), null);
    assert.equal(await users.findByEmail(user.email), null);
    assert.equal(await sessions.validate(session.secret), null);
    assert.notEqual(await sessions.validate(kept.secret), null);
    assert.equal(await devices.find(secret, user.email), null);
    assert.deepEqual(await apiTokens.list(user.id), []);
    assert.notEqual(await users.findByEmail(somebody.email), null);
  });

  contract(kind, "takeOver() finds no account that was deleted", async (all) => {
    const { identities, users, erasures } = all;
    const user = sampleUser();
    await users.create(user, "hash");
    await erasures.begin(user.id, sampleTime);
    await assert.rejects(identities.takeOver(user.id, key, sampleTime), hasCode("not_found"));
  });

  contract(kind, "an identity opens nothing after its account was deleted", async (all) => {
    const { identities, erasures } = all;
    const user = sampleUser();
    await identities.createUser(user, key);
    await erasures.begin(user.id, sampleTime);
    assert.equal(await identities.find(key), null);
    await identities.createUser(sampleUser(), key);
  });
}
