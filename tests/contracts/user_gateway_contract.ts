import assert from "node:assert/strict";
import { AppError } from "../../domain/app_error.ts";
import type { RateLimiter } from "../../domain/accounts/rate_limiter.ts";
import { uuidV7 } from "../../infra/runtime/uuid_v7.ts";
import { contract, type GatewayKind, type TestGateways } from "./gateway_kind.ts";
import { hasCode, sampleTime } from "./sample_turns.ts";
import { sampleApiToken, sampleUser } from "./sample_users.ts";

/** What the gateways of accounts do. */
export function userGatewayContract(kind: GatewayKind): void {
  accountContract(kind);
  changeContract(kind);
  sessionContract(kind);
  tokenContract(kind);
  expiryContract(kind);
  rateLimiterContract(kind);
}

function accountContract(kind: GatewayKind): void {
  contract(kind, "findByEmail() finds an account by its exact address", async ({ users }) => {
    const user = sampleUser({ name: "Zoë 👩‍🚀", email: "zoe@example.com" });
    await users.create(user, "$hash$");
    assert.deepEqual(await users.findByEmail("zoe@example.com"), { user, passwordHash: "$hash$" });
    for (const email of ["Zoe@example.com", "zoë@example.com", "zoe@example.com ", ""]) {
      assert.equal(await users.findByEmail(email), null, email);
    }
  });

  contract(kind, "create() refuses a taken address, naming the field", async ({ users }) => {
    await users.create(sampleUser({ email: "taken@example.com" }), "hash");
    await assert.rejects(
      users.create(sampleUser({ email: "taken@example.com" }), "other"),
      (error) =>
        error instanceof AppError && error.code === "email_taken" &&
        error.details.fields?.email !== undefined,
    );
    await users.create(sampleUser({ email: "tąken@example.com" }), "hash");
  });

  contract(kind, "create() gives an address to one of many calls", async ({ users, other }) => {
    const results = await Promise.allSettled(
      [users, other.users, users, other.users].map((it) =>
        it.create(sampleUser({ email: "one@example.com" }), "hash")
      ),
    );
    const refusals = results.filter((result) => result.status === "rejected");
    assert.equal(refusals.length, 3);
    for (const { reason } of refusals) assert.equal(reason.code, "email_taken");
  });

  contract(kind, "find() finds an account by its id", async ({ users }) => {
    const user = sampleUser({ settings: { language: "pt-BR" } });
    await users.create(user, "hash");
    assert.deepEqual(await users.find(user.id), user);
    assert.equal(await users.find(uuidV7()), null);
  });

  contract(kind, "updateSettings() changes only the given settings", async (gateways) => {
    const { users, other } = gateways;
    const user = sampleUser({ settings: { language: "pt-BR", model: "old" } });
    const somebody = sampleUser();
    await users.create(user, "hash");
    await users.create(somebody, "hash");
    const changes = { model: undefined, systemMessage: "Só em português 🇧🇷", config: { n: 2 } };
    const settings = { language: "pt-BR", systemMessage: changes.systemMessage, config: { n: 2 } };
    assert.deepEqual(await users.updateSettings(user.id, changes), { ...user, settings });
    assert.deepEqual(await other.users.find(user.id), { ...user, settings });
    assert.deepEqual(await users.find(somebody.id), somebody);
    assert.equal(await users.updateSettings(uuidV7(), changes), null);
  });

  contract(
    kind,
    "updateSettings() loses nothing of two calls at once",
    async ({ users, other }) => {
      const user = sampleUser();
      await users.create(user, "hash");
      await Promise.all([
        users.updateSettings(user.id, { language: "pt-BR" }),
        other.users.updateSettings(user.id, { autoTitles: false }),
        users.updateSettings(user.id, { model: "large" }),
        other.users.updateSettings(user.id, { systemMessage: "Be brief" }),
      ]);
      assert.deepEqual((await users.find(user.id))!.settings, {
        language: "pt-BR",
        autoTitles: false,
        model: "large",
        systemMessage: "Be brief",
      });
    },
  );
}

function changeContract(kind: GatewayKind): void {
  contract(
    kind,
    "update() changes only the given fields of this user",
    async ({ users, other }) => {
      const user = sampleUser({ settings: { language: "pt-BR" } });
      const somebody = sampleUser();
      await users.create(user, "hash");
      await users.create(somebody, "hash");
      const renamed = { ...user, name: "Renée 👩‍🚀" };
      assert.deepEqual(await users.update(user.id, { name: renamed.name }), renamed);
      const moved = { ...renamed, email: "new@example.com" };
      assert.deepEqual(await users.update(user.id, { email: moved.email }), moved);
      const found = { user: moved, passwordHash: "hash" };
      assert.deepEqual(await other.users.findByEmail(moved.email), found);
      assert.equal(await users.findByEmail(user.email), null);
      assert.deepEqual(await users.find(somebody.id), somebody);
      assert.equal(await users.update(uuidV7(), { name: "Nobody" }), null);
      assert.deepEqual(await users.update(user.id, { email: moved.email }), moved);
    },
  );

  contract(kind, "update() refuses a taken address, naming the field", async ({ users }) => {
    const user = sampleUser();
    await users.create(user, "hash");
    await users.create(sampleUser({ email: "taken@example.com" }), "hash");
    await assert.rejects(
      users.update(user.id, { email: "taken@example.com" }),
      (error) =>
        error instanceof AppError && error.code === "email_taken" &&
        error.details.fields?.email !== undefined,
    );
    assert.deepEqual(await users.find(user.id), user);
  });

  contract(kind, "changePassword() ends the user's sessions, and no other user's", async (all) => {
    const { users, sessions, other } = all;
    const [user, somebody] = [sampleUser(), sampleUser()];
    await users.create(user, "old");
    await users.create(somebody, "theirs");
    const ended = [await sessions.create(user.id), await sessions.create(user.id)];
    const kept = await sessions.create(somebody.id);
    assert.equal(await users.changePassword(user.id, "new"), true);
    assert.equal((await other.users.findByEmail(user.email))?.passwordHash, "new");
    assert.equal((await users.findByEmail(somebody.email))?.passwordHash, "theirs");
    for (const { secret } of ended) assert.equal(await other.sessions.validate(secret), null);
    assert.notEqual(await other.sessions.validate(kept.secret), null);
    assert.equal(await users.changePassword(uuidV7(), "new"), false);
  });
}

function sessionContract(kind: GatewayKind): void {
  contract(kind, "list() returns the user's sessions, with their User-Agent", async (all) => {
    const { users, sessions, other } = all;
    const [user, somebody] = [sampleUser(), sampleUser()];
    await users.create(user, "hash");
    await users.create(somebody, "hash");
    const before = Date.now();
    const userAgent = `Ünbekannt 👩‍🚀${"x".repeat(240)}`;
    const first = await sessions.create(user.id, { userAgent });
    await sessions.create(somebody.id);
    await sessions.create(user.id);
    const found = await sessions.validate(first.secret);
    const list = await other.sessions.list(user.id);
    assert.deepEqual(new Set(list.map((session) => session.userAgent)), new Set([userAgent, ""]));
    const { id, createdAt, lastSeenAt } = list.find((session) => session.userAgent)!;
    assert.equal(id, found?.sessionId);
    for (const time of [createdAt, lastSeenAt]) {
      assert.ok(time.getTime() >= before && time.getTime() <= Date.now());
    }
    assert.equal(await sessions.validate(id), null, "an id is no secret");
    assert.deepEqual(await sessions.list(uuidV7()), []);
  });

  contract(kind, "revokeOne() and revokeOthers() end the user's own sessions only", async (all) => {
    const { users, sessions } = all;
    const [user, somebody] = [sampleUser(), sampleUser()];
    await users.create(user, "hash");
    await users.create(somebody, "hash");
    const mine = [];
    for (let i = 0; i < 4; i++) mine.push(await sessions.create(user.id));
    const theirs = await sessions.create(somebody.id);
    const ids = await Promise.all(mine.map(({ secret }) => idOf(all, secret)));
    const theirId = await idOf(all, theirs.secret);
    assert.equal(await sessions.revokeOne(user.id, theirId), false);
    assert.equal(await sessions.revokeOne(user.id, ids[0]!), true);
    assert.equal(await sessions.revokeOne(user.id, ids[0]!), false);
    assert.equal((await sessions.list(user.id)).length, 3);
    await sessions.revokeOthers(user.id, ids[2]!);
    assert.deepEqual((await sessions.list(user.id)).map(({ id }) => id), [ids[2]]);
    assert.notEqual(await sessions.validate(theirs.secret), null);
  });

  contract(kind, "validate() finds a session's user until it is revoked", async (gateways) => {
    const { users, sessions, other } = gateways;
    const user = sampleUser();
    await users.create(user, "hash");
    const first = await sessions.create(user.id);
    const second = await sessions.create(user.id);
    assert.notEqual(first.secret, second.secret);
    assert.ok(first.expiresAt.getTime() > Date.now() + 29 * 24 * 3_600_000);
    const { sessionId, ...found } = (await other.sessions.validate(first.secret))!;
    assert.deepEqual(found, { user, renewedUntil: null });
    assert.notEqual(sessionId, await idOf(gateways, second.secret));
    await sessions.revoke(first.secret);
    await sessions.revoke(first.secret);
    assert.equal(await other.sessions.validate(first.secret), null);
    assert.notEqual(await other.sessions.validate(second.secret), null);
  });

  contract(kind, "validate() takes no other spelling of a secret", async ({ users, sessions }) => {
    const user = sampleUser();
    await users.create(user, "hash");
    const { secret } = await sessions.create(user.id);
    for (const wrong of [secret.toUpperCase(), `${secret} `, secret.slice(1), ""]) {
      assert.equal(await sessions.validate(wrong), null, wrong);
    }
  });
}

async function idOf({ sessions }: TestGateways, secret: string): Promise<string> {
  return (await sessions.validate(secret))!.sessionId;
}

function tokenContract(kind: GatewayKind): void {
  contract(
    kind,
    "list() and revoke() find only the user's own tokens, newest first",
    async (gateways) => {
      const { users, apiTokens, other } = gateways;
      const [user, somebody] = [sampleUser(), sampleUser()];
      await users.create(user, "hash");
      await users.create(somebody, "hash");
      const made = [];
      for (const [index, { id: userId }] of [user, user, somebody].entries()) {
        const facts = [{}, { expiresAt: after(60), scopes: ["chat:read"] }][index] as object;
        const apiToken = sampleApiToken({ userId, name: `Token ${index}`, ...facts });
        await apiTokens.create(apiToken, `hash-${index}`);
        made.push(apiToken);
      }
      const [first, second, theirs] = made;
      assert.deepEqual(await other.apiTokens.list(user.id), [second, first]);
      assert.equal(await apiTokens.revoke(user.id, theirs!.id), false);
      assert.equal(await apiTokens.revoke(user.id, first!.id), true);
      assert.equal(await apiTokens.revoke(user.id, first!.id), false);
      assert.deepEqual(await apiTokens.list(user.id), [second]);
      assert.equal(await other.apiTokens.use("hash-0", sampleTime), null);
      assert.notEqual(await other.apiTokens.use("hash-2", sampleTime), null);
    },
  );

  contract(kind, "use() finds a token and records its use once a minute", async (gateways) => {
    const { users, apiTokens } = gateways;
    const user = sampleUser();
    await users.create(user, "hash");
    const apiToken = sampleApiToken({ userId: user.id });
    await apiTokens.create(apiToken, "a1b2");
    const use = (seconds: number) => apiTokens.use("a1b2", after(seconds));
    assert.deepEqual(await use(0), { ...apiToken, lastUsedAt: after(0) });
    assert.deepEqual(await use(59.999), { ...apiToken, lastUsedAt: after(0) });
    assert.deepEqual(await use(60), { ...apiToken, lastUsedAt: after(60) });
    assert.deepEqual(await use(61), { ...apiToken, lastUsedAt: after(60) });
    for (const wrong of ["A1B2", "a1b2 ", ""]) {
      assert.equal(await apiTokens.use(wrong, sampleTime), null, wrong);
    }
  });
}

function expiryContract(kind: GatewayKind): void {
  contract(kind, "use() finds no expired token, and records no use", async (gateways) => {
    const { users, apiTokens } = gateways;
    const user = sampleUser();
    await users.create(user, "hash");
    const apiToken = sampleApiToken({
      userId: user.id,
      expiresAt: after(60),
      scopes: ["chat:write"],
    });
    await apiTokens.create(apiToken, "a1b2");
    const used = { ...apiToken, lastUsedAt: after(59.999) };
    assert.deepEqual(await apiTokens.use("a1b2", after(59.999)), used);
    assert.equal(await apiTokens.use("a1b2", after(60)), null);
    assert.equal(await apiTokens.use("a1b2", after(3600)), null);
    assert.deepEqual(await apiTokens.list(user.id), [used]);
  });
}

function rateLimiterContract(kind: GatewayKind): void {
  const limit = { count: 2, seconds: 60 };

  contract(
    kind,
    "take() refuses calls beyond the limit until the window ends",
    async (gateways) => {
      const { rateLimiter, clock } = gateways;
      await rateLimiter.take("key", limit);
      clock.time += 45_500;
      await rateLimiter.take("key", limit);
      await assert.rejects(rateLimiter.take("key", limit), (error) => {
        assert.ok(error instanceof AppError);
        assert.equal(error.code, "rate_limited");
        assert.equal(error.details.retryAfterSeconds, 15);
        return true;
      });
      await rateLimiter.take("Key", limit);
      clock.time += 14_500;
      await rateLimiter.take("key", limit);
      await rateLimiter.take("key", limit);
      await assert.rejects(rateLimiter.take("key", limit));
    },
  );

  contract(
    kind,
    "assertNotFull() refuses once take() has, until the window ends",
    async (gateways) => {
      const { rateLimiter, clock } = gateways;
      const isFull = hasCode("rate_limited");
      for (let call = 0; call < limit.count; call++) {
        await rateLimiter.take("key", limit);
        rateLimiter.assertNotFull("key");
      }
      await assert.rejects(rateLimiter.take("key", limit), isFull);
      assert.throws(() => rateLimiter.assertNotFull("key"), isFull);
      rateLimiter.assertNotFull("another key");
      clock.time += 60_000;
      rateLimiter.assertNotFull("key");
    },
  );

  contract(kind, "take() counts exactly, across processes", async ({ rateLimiter, other }) => {
    const passes = async (limiter: RateLimiter) =>
      await limiter.take("key", { count: 5, seconds: 60 }).then(() => 1, refused);
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, index) => passes(index % 2 ? rateLimiter : other.rateLimiter)),
    );
    assert.equal(results.reduce((sum, result) => sum + result, 0), 5);
  });
}

function refused(error: AppError): number {
  assert.equal(error.code, "rate_limited");
  return 0;
}

function after(seconds: number): Date {
  return new Date(sampleTime.getTime() + seconds * 1000);
}
