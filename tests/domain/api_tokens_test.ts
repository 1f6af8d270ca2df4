import assert from "node:assert/strict";
import { SCOPES } from "../../domain/user.ts";
import type { AppError } from "../../domain/app_error.ts";
import { SERVICE_TOKEN, startTestApp } from "../support/test_app.ts";

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
  const { token } = await t.app.createApiToken({ email: account.email, name: "laptop" });
  for (const prefix of ["", "Bearer ", "bearer "]) {
    assert.deepEqual(await t.app.authenticate(prefix + SERVICE_TOKEN), { kind: "service" });
    assert.deepEqual(await t.app.authenticate(prefix + token), {
      kind: "user",
      userId: user.id,
      scopes: SCOPES,
    });
  }
  for (const wrong of [undefined, null, "", "Bearer ", `${token}x`, user.id]) {
    await assert.rejects(t.app.authenticate(wrong), { code: "unauthenticated" });
  }
});

Deno.test("authenticate() takes no service token where none is configured", async () => {
  await using t = await startTestApp({ settings: { serviceToken: null } });
  for (const token of ["", "null", SERVICE_TOKEN]) {
    await assert.rejects(t.app.authenticate(token), { code: "unauthenticated" });
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

Deno.test("createOwnApiToken() makes a token that authenticates until it is revoked", async () => {
  await using t = await startTestApp();
  const { app } = t;
  const { user: { id: userId } } = await app.signUp(account);
  const { token, record } = await app.createOwnApiToken({ userId, name: " Laptop " });
  assert.match(token, /^parley_[\w-]{43}$/);
  assert.equal(record.name, "Laptop");
  assert.deepEqual(await app.listApiTokens(userId), [record]);
  assert.deepEqual(await app.authenticate(token), { kind: "user", userId, scopes: SCOPES });
  assert.notEqual((await app.listApiTokens(userId))[0]!.lastUsedAt, null);
  await app.revokeApiToken(userId, record.id);
  await assert.rejects(app.authenticate(token), { code: "unauthenticated" });
  await assert.rejects(app.revokeApiToken(userId, record.id), { code: "not_found" });
});

Deno.test("createOwnApiToken() refuses a blank name and the 51st token", async () => {
  await using t = await startTestApp();
  const { app } = t;
  const { user: { id: userId } } = await app.signUp(account);
  await assert.rejects(app.createOwnApiToken({ userId, name: " " }), refusedAt("tokenName"));
  for (let i = 0; i < 50; i++) await app.createOwnApiToken({ userId, name: `Token ${i}` });
  await assert.rejects(app.createOwnApiToken({ userId, name: "Laptop" }), refusedAt("tokenName"));
  const [newest] = await app.listApiTokens(userId);
  await app.revokeApiToken(userId, newest!.id);
  await app.createOwnApiToken({ userId, name: "Laptop" });
});

Deno.test("revokeApiToken() treats another user's token as missing", async () => {
  await using t = await startTestApp();
  const { app } = t;
  const owner = await app.signUp(account);
  const stranger = await app.signUp({ ...account, email: "stranger@example.com" });
  const { token, record } = await app.createOwnApiToken({ userId: owner.user.id, name: "Mine" });
  await assert.rejects(app.revokeApiToken(stranger.user.id, record.id), { code: "not_found" });
  assert.deepEqual(await app.listApiTokens(stranger.user.id), []);
  await app.authenticate(token);
});
