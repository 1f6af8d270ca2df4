import assert from "node:assert/strict";
import { SCOPES } from "../../../domain/accounts/user.ts";
import type { AppError } from "../../../domain/app_error.ts";
import {
  answered,
  startTestApp,
  type TestAppOptions,
  testSettings,
} from "../../support/app/test_app.ts";

const client = "192.0.2.1";
const sessionId = "session";
const password = "correct horse";
const owner = { name: "Owner", email: "owner@example.com", password, client };

function refusedAt(field: string): (error: AppError) => boolean {
  return (error) => {
    assert.equal(error.code, field === "email" ? "email_taken" : "invalid_argument");
    assert.deepEqual(Object.keys(error.details.fields ?? {}), [field]);
    return true;
  };
}

async function startWithOwner(options?: TestAppOptions) {
  const t = await startTestApp(options);
  const signedIn = await t.app.signUp({ ...owner, userAgent: "First browser" });
  return { ...t, signedIn, userId: signedIn.user.id };
}

Deno.test("changeName() shows in every session at once", async () => {
  await using t = await startWithOwner();
  const user = await t.app.changeName({ userId: t.userId, name: "  New name " });
  assert.equal(user.name, "New name");
  assert.equal((await t.app.findSession(t.signedIn.secret))?.user.name, "New name");
  for (const name of [" ", "x".repeat(81)]) {
    await assert.rejects(t.app.changeName({ userId: t.userId, name }), refusedAt("name"));
  }
});

Deno.test("changeEmail() moves the sign-in to the new address", async () => {
  await using t = await startWithOwner();
  const { app, userId } = t;
  const change = {
    userId,
    sessionId,
    client,
    currentPassword: password,
    email: " New@Example.com",
  };
  assert.equal((await app.changeEmail(change)).email, "new@example.com");
  await assert.rejects(app.signIn(owner), { code: "unauthenticated" });
  await app.signIn({ ...owner, email: "new@example.com" });
});

Deno.test("changeEmail() needs the password and a free, possible address", async () => {
  await using t = await startWithOwner();
  const { app, userId } = t;
  await app.signUp({ ...owner, email: "taken@example.com" });
  const change = { userId, sessionId, client, currentPassword: password, email: "new@example.com" };
  await assert.rejects(
    app.changeEmail({ ...change, currentPassword: "wrong horse" }),
    refusedAt("emailPassword"),
  );
  await assert.rejects(
    app.changeEmail({ ...change, email: "taken@example.com" }),
    refusedAt("email"),
  );
  await assert.rejects(app.changeEmail({ ...change, email: "nobody" }), {
    code: "invalid_argument",
  });
  await app.signIn(owner);
});

Deno.test("changePassword() ends all sessions and begins one; API tokens stay", async () => {
  await using t = await startWithOwner();
  const { app, userId, signedIn } = t;
  const elsewhere = await app.signIn(owner);
  const { apiToken, record } = await app.createOwnApiToken({ userId, name: "Laptop" });
  const change = {
    userId,
    sessionId,
    client,
    currentPassword: password,
    newPassword: "another horse",
  };
  const fresh = await app.changePassword({ ...change, userAgent: "This browser" });
  assert.equal(await app.findSession(signedIn.secret), null);
  assert.equal(await app.findSession(elsewhere.secret), null);
  assert.equal((await app.findSession(fresh.secret))?.user.id, userId);
  assert.deepEqual((await app.listSessions(userId)).map((it) => it.userAgent), ["This browser"]);
  await assert.rejects(app.signIn(owner), { code: "unauthenticated" });
  await app.signIn({ ...owner, password: "another horse" });
  const principal = { kind: "user", userId, apiTokenId: record.id, scopes: SCOPES };
  assert.deepEqual(await app.authenticate(apiToken), principal);
});

Deno.test("changePassword() refuses a wrong current and a weak new password", async () => {
  await using t = await startWithOwner();
  const { app, userId, signedIn } = t;
  const change = {
    userId,
    sessionId,
    client,
    currentPassword: password,
    newPassword: "another horse",
  };
  await assert.rejects(
    app.changePassword({ ...change, currentPassword: "wrong horse" }),
    refusedAt("currentPassword"),
  );
  for (const newPassword of ["short", "password123", "x".repeat(1001)]) {
    await assert.rejects(app.changePassword({ ...change, newPassword }), refusedAt("newPassword"));
  }
  assert.notEqual(await app.findSession(signedIn.secret), null);
});

Deno.test("the password can't be guessed faster in a session than at sign-in", async () => {
  const limits = { ...testSettings.limits, signIns: { count: 3, seconds: 60 } };
  await using t = await startWithOwner({ settings: { limits } });
  const { app, userId } = t;
  const wrong = { userId, sessionId, client, currentPassword: "wrong horse" };
  await assert.rejects(app.changeEmail({ ...wrong, email: "a@example.com" }));
  await assert.rejects(app.changePassword({ ...wrong, newPassword: "another horse" }));
  await assert.rejects(app.deleteAccount({ ...wrong, password: "wrong horse" }));
  const limited = { code: "rate_limited" };
  await assert.rejects(app.changePassword({ ...wrong, newPassword: "weak" }), limited);
  await assert.rejects(app.deleteAccount({ ...wrong, password }), limited);
  assert.equal((await app.changeName({ userId, name: "Still here" })).name, "Still here");
  const elsewhere = { ...wrong, sessionId: "another session", client: "192.0.2.9" };
  const change = { ...elsewhere, currentPassword: password, email: "b@example.com" };
  assert.equal((await app.changeEmail(change)).email, "b@example.com");
});

Deno.test("changeSettings() keeps the settings it isn't given", async () => {
  await using t = await startWithOwner();
  const { app, userId } = t;
  await app.changeSettings(userId, { language: "pt-BR", autoTitles: false });
  const { settings } = await app.changeSettings(userId, { language: undefined });
  assert.deepEqual(settings, { autoTitles: false });
});

Deno.test("deleteAccount() deletes everything in the account, and nothing of other users", async () => {
  await using t = await startWithOwner();
  const { app, userId, signedIn, database } = t;
  const stranger = await app.signUp({ ...owner, email: "stranger@example.com" });
  const { apiToken } = await app.createOwnApiToken({ userId, name: "Laptop" });
  const mine = await app.startChat({ userId, message: "Private words" });
  const theirs = await app.startChat({ userId: stranger.user.id, message: "Hello" });
  await Promise.all([answered(app, mine), answered(app, theirs)]);
  await assert.rejects(
    app.deleteAccount({ userId, sessionId, client, password: "wrong horse" }),
    refusedAt("deletePassword"),
  );
  await app.deleteAccount({ userId, sessionId, client, password });
  assert.equal(await app.findSession(signedIn.secret), null);
  await assert.rejects(app.authenticate(apiToken), { code: "unauthenticated" });
  await assert.rejects(app.signIn(owner), { code: "unauthenticated" });
  const chats = await database.db.selectFrom("chats").select("user_id").execute();
  assert.deepEqual(chats, [{ user_id: stranger.user.id }]);
  const messages = await database.db.selectFrom("messages").select("user_id").execute();
  assert.ok(messages.every((message) => message.user_id === stranger.user.id));
  await app.signUp(owner);
});

Deno.test("deleteAccount() stops running answers at their model's server", async () => {
  await using t = await startWithOwner({ upstream: { reply: "manual" } });
  const { app, userId, upstream, database } = t;
  const turn = await app.startChat({ userId, message: "Go on for ever" });
  const exchange = await upstream.next();
  await exchange.text("Well, ");
  const following = answered(app, turn);
  await app.deleteAccount({ userId, sessionId, client, password });
  await exchange.closed;
  await following;
  assert.deepEqual(await database.db.selectFrom("messages").select("id").execute(), []);
  assert.deepEqual(await database.db.selectFrom("answer_chunks").select("text").execute(), []);
});
