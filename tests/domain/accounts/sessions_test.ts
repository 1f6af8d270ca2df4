import assert from "node:assert/strict";
import { startTestApp } from "../../support/app/test_app.ts";

const account = {
  name: "Someone",
  email: "someone@example.com",
  password: "correct horse",
  client: "192.0.2.1",
};

Deno.test("a session keeps the browser's User-Agent as one bounded line", async () => {
  await using t = await startTestApp();
  const { user } = await t.app.signUp({ ...account, userAgent: "Fire\u0000fox\r\n\u2028 1" });
  await t.app.signIn({ ...account, userAgent: `${"x".repeat(254)}👩‍🚀` });
  await t.app.signIn(account);
  const agents = (await t.app.listSessions(user.id)).map((session) => session.userAgent);
  const cut = `${"x".repeat(254)}\uFFFD`;
  assert.deepEqual(new Set(agents), new Set(["Fire fox 1", cut, ""]));
});

Deno.test("revokeSession() signs one browser out, and treats another user's as missing", async () => {
  await using t = await startTestApp();
  const { app } = t;
  const first = await app.signUp(account);
  const second = await app.signIn(account);
  const stranger = await app.signUp({ ...account, email: "stranger@example.com" });
  const { sessionId } = (await app.findSession(first.secret))!;
  await assert.rejects(app.revokeSession(stranger.user.id, sessionId), { code: "not_found" });
  assert.notEqual(await app.findSession(first.secret), null);
  await app.revokeSession(first.user.id, sessionId);
  assert.equal(await app.findSession(first.secret), null);
  assert.notEqual(await app.findSession(second.secret), null);
  await assert.rejects(app.revokeSession(first.user.id, sessionId), { code: "not_found" });
});

Deno.test("revokeOtherSessions() signs every other browser out", async () => {
  await using t = await startTestApp();
  const { app } = t;
  const { user, secret } = await app.signUp(account);
  const others = [await app.signIn(account), await app.signIn(account)];
  const { sessionId } = (await app.findSession(secret))!;
  await app.revokeOtherSessions(user.id, sessionId);
  for (const other of others) assert.equal(await app.findSession(other.secret), null);
  assert.notEqual(await app.findSession(secret), null);
});
