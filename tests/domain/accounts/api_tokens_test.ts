import assert from "node:assert/strict";
import { actingUser } from "../../../domain/accounts/acting_user.ts";
import { SCOPES } from "../../../domain/accounts/user.ts";
import type { AppError } from "../../../domain/app_error.ts";
import { SqlIdentityGateway } from "../../../infra/db/accounts/identity_gateway.ts";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { sampleUser } from "../../contracts/sample_users.ts";
import { SERVICE_TOKEN, startTestApp } from "../../support/app/test_app.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";

const account = {
  name: "Someone",
  email: "Someone@Example.com ",
  password: "correct horse",
  client: "192.0.2.1",
};

function refusedAt(field: string): (error: AppError) => boolean {
  return (error) => {
    assert.deepEqual(Object.keys(error.details.fields ?? {}), [field]);
    return true;
  };
}

Deno.test("authenticate() knows the service token and users' tokens, bare or as bearer", async () => {
  await using t = await startTestApp();
  const { user } = await t.app.signUp(account);
  const { apiToken, record } = await t.app.createApiToken({ email: account.email, name: "laptop" });
  for (const prefix of ["", "Bearer ", "bearer "]) {
    assert.deepEqual(await t.app.authenticate(prefix + SERVICE_TOKEN), { kind: "service" });
    assert.deepEqual(await t.app.authenticate(prefix + apiToken), {
      kind: "user",
      userId: user.id,
      apiTokenId: record.id,
      scopes: SCOPES,
    });
  }
  for (const wrong of [undefined, null, "", "Bearer ", `${apiToken}x`, user.id]) {
    await assert.rejects(t.app.authenticate(wrong), { code: "unauthenticated" });
  }
});

Deno.test("authenticate() accepts no service token when none is configured", async () => {
  await using t = await startTestApp({ settings: { serviceToken: null } });
  for (const apiToken of ["", "null", SERVICE_TOKEN]) {
    await assert.rejects(t.app.authenticate(apiToken), { code: "unauthenticated" });
  }
});

Deno.test("createApiToken() needs an account and a name", async () => {
  await using t = await startTestApp();
  const { app } = t;
  await assert.rejects(app.createApiToken({ email: "nobody@example.com", name: "x" }), {
    code: "not_found",
  });
  await app.signUp(account);
  await assert.rejects(app.createApiToken({ email: account.email, name: " " }), refusedAt("name"));
});

Deno.test("createApiToken() finds accounts without a password, too", async () => {
  await using database = await sqliteDatabase();
  await using t = await startTestApp({ database });
  const user = sampleUser();
  const key = { provider: "corp:0123456789abcdef", subject: "Ada" };
  await new SqlIdentityGateway(database).createUser(user, key);
  const { record } = await t.app.createApiToken({ email: user.email, name: "laptop" });
  assert.equal(record.userId, user.id);
});

Deno.test("createOwnApiToken() makes a token that authenticates until it is revoked", async () => {
  await using t = await startTestApp();
  const { app } = t;
  const { user: { id: userId } } = await app.signUp(account);
  const { apiToken, record } = await app.createOwnApiToken({ userId, name: " Laptop " });
  assert.match(apiToken, /^parley_[\w-]{43}$/);
  assert.equal(record.name, "Laptop");
  assert.deepEqual([record.scopes, record.expiresAt], [SCOPES, null], "as tokens always were");
  assert.deepEqual(await app.listApiTokens(userId), [{ ...record, isExpired: false }]);
  const principal = { kind: "user", userId, apiTokenId: record.id, scopes: SCOPES };
  assert.deepEqual(await app.authenticate(apiToken), principal);
  assert.notEqual((await app.listApiTokens(userId))[0]!.lastUsedAt, null);
  await app.revokeApiToken(userId, record.id);
  await assert.rejects(app.authenticate(apiToken), { code: "unauthenticated" });
  await assert.rejects(app.revokeApiToken(userId, record.id), { code: "not_found" });
});

Deno.test("createOwnApiToken() refuses a blank name and the 51st token", async () => {
  await using t = await startTestApp();
  const { app } = t;
  const { user: { id: userId } } = await app.signUp(account);
  await assert.rejects(app.createOwnApiToken({ userId, name: " " }), refusedAt("name"));
  for (let i = 0; i < 50; i++) await app.createOwnApiToken({ userId, name: `Token ${i}` });
  await assert.rejects(app.createOwnApiToken({ userId, name: "Laptop" }), refusedAt("name"));
  const [newest] = await app.listApiTokens(userId);
  await app.revokeApiToken(userId, newest!.id);
  await app.createOwnApiToken({ userId, name: "Laptop" });
});

Deno.test("revokeApiToken() treats another user's token as missing", async () => {
  await using t = await startTestApp();
  const { app } = t;
  const owner = await app.signUp(account);
  const stranger = await app.signUp({ ...account, email: "stranger@example.com" });
  const { apiToken, record } = await app.createOwnApiToken({ userId: owner.user.id, name: "Mine" });
  await assert.rejects(app.revokeApiToken(stranger.user.id, record.id), { code: "not_found" });
  assert.deepEqual(await app.listApiTokens(stranger.user.id), []);
  await app.authenticate(apiToken);
});

Deno.test("createOwnApiToken() makes a token with some scopes that expires", async () => {
  const clock = Object.assign(new SystemClock(), {
    time: Date.UTC(2026, 0, 2),
    now: () => new Date(clock.time),
  });
  await using t = await startTestApp({ deps: { clock } });
  const { app } = t;
  const { user: { id: userId } } = await app.signUp(account);
  const input = { userId, name: "Reader", scopes: ["chat:read"], expiresInDays: 30 };
  const { apiToken, record } = await app.createOwnApiToken(input);
  assert.deepEqual(record.expiresAt, new Date(Date.UTC(2026, 1, 1)));
  const scopes = ["chat:read"] as const;
  const principal = { kind: "user", userId, apiTokenId: record.id, scopes } as const;
  assert.deepEqual(await app.authenticate(apiToken), principal);
  assert.equal(actingUser(principal, { userId, scope: "chat:read" }), userId);
  assert.throws(() => actingUser(principal, { userId, scope: "chat:write" }), {
    code: "permission_denied",
  });
  clock.time += 30 * 86_400_000 - 1;
  await app.authenticate(apiToken);
  assert.deepEqual((await app.listApiTokens(userId)).map(({ isExpired }) => isExpired), [false]);
  clock.time += 1;
  assert.deepEqual((await app.listApiTokens(userId)).map(({ isExpired }) => isExpired), [true]);
  const revoked = await app.createOwnApiToken({ userId, name: "Revoked" });
  await app.revokeApiToken(userId, revoked.record.id);
  const wrong = [
    apiToken,
    revoked.apiToken,
    `parley_${"x".repeat(43)}`,
    "parley_",
    "\u{1F600}",
    undefined,
  ];
  const refusal = async (apiToken?: string) =>
    await app.authenticate(apiToken).then(() => null, (error: AppError) => error);
  const said = (await Promise.all(wrong.map(refusal))).map((error) => ({ ...error }));
  assert.equal(said[0]?.code, "unauthenticated");
  for (const one of said) assert.deepEqual(one, said[0], "all the same");
});

Deno.test("createOwnApiToken() names every wrong field", async () => {
  await using t = await startTestApp();
  const { user: { id: userId } } = await t.app.signUp(account);
  for (const scopes of [[], ["chat:read", "admin"], [""]]) {
    for (const expiresInDays of [0, -1, 1.5, NaN, Infinity, 3651]) {
      const input = { userId, name: " ", scopes, expiresInDays };
      await assert.rejects(t.app.createOwnApiToken(input), ({ details }: AppError) => {
        assert.deepEqual(Object.keys(details.fields!), ["name", "scopes", "expires"]);
        assert.match(details.fields!["scopes"]!, /chat:read, chat:write/);
        return true;
      });
    }
  }
  assert.deepEqual(await t.app.listApiTokens(userId), []);
  const twice = ["chat:write", "chat:write", "chat:read"];
  const { record } = await t.app.createOwnApiToken({ userId, name: "x", scopes: twice });
  assert.deepEqual(record.scopes, ["chat:read", "chat:write"]);
});
