import assert from "node:assert/strict";
import type { AppError } from "../../domain/app_error.ts";
import { ScryptPasswordHasher } from "../../infra/scrypt_password_hasher.ts";
import { startTestApp } from "../support/test_app.ts";

const client = "192.0.2.1";
const account = {
  name: "Someone",
  email: "Someone@Example.com ",
  password: "correct horse",
  client,
};

function refusedAt(...fields: string[]): (error: AppError) => boolean {
  return (error) => {
    assert.deepEqual(Object.keys(error.details.fields ?? {}), fields);
    return true;
  };
}

Deno.test("signUp() makes an account that signIn() opens, whatever the address's case", async () => {
  await using t = await startTestApp();
  const { user } = await t.app.signUp(account);
  assert.equal(user.email, "someone@example.com");
  const { secret } = await t.app.signIn({ ...account, email: "SOMEONE@example.com" });
  assert.deepEqual((await t.app.findSession(secret))?.user, user);
  await t.app.signOut(secret);
  assert.equal(await t.app.findSession(secret), null);
  assert.equal(await t.app.findSession("made up"), null);
});

Deno.test("signUp() names every field that is wrong", async () => {
  await using t = await startTestApp();
  const { app } = t;
  await assert.rejects(
    app.signUp({ name: " ", email: "nobody", password: "short", client }),
    refusedAt("name", "email", "password"),
  );
  await assert.rejects(
    app.signUp({ ...account, password: "Password123" }),
    refusedAt("password"),
  );
  await app.signUp(account);
  await assert.rejects(app.signUp(account), refusedAt("email"));
});

Deno.test("signUp() is refused where the operator closed it", async () => {
  await using t = await startTestApp({ settings: { signUpOpen: false } });
  await assert.rejects(t.app.signUp(account), { code: "permission_denied" });
});

Deno.test("signIn() says the same of a wrong password and an unknown address", async () => {
  await using t = await startTestApp();
  await t.app.signUp(account);
  const errors = await Promise.all(
    [{ ...account, password: "wrong horse" }, { ...account, email: "nobody@example.com" }].map(
      (input) =>
        t.app.signIn(input).catch(({ code, message, details }) => ({ code, message, details })),
    ),
  );
  assert.deepEqual(errors[0], errors[1]);
  assert.equal((errors[0] as AppError).code, "unauthenticated");
});

Deno.test("signIn() is limited for each account and each address", async () => {
  const plenty = { count: 100, seconds: 60 };
  const settings = (limits: object) => ({
    settings: {
      limits: { sends: plenty, answering: 9, signIns: plenty, clientSignIns: plenty, ...limits },
    },
  });
  const once = { count: 1, seconds: 60 };
  const signIn = { email: "a@example.com", password: "wrong horse", client };
  await using byAccount = await startTestApp(settings({ signIns: once }));
  await assert.rejects(byAccount.app.signIn(signIn), { code: "unauthenticated" });
  await assert.rejects(byAccount.app.signIn({ ...signIn, client: "192.0.2.2" }), {
    code: "rate_limited",
  });
  await using byClient = await startTestApp(settings({ clientSignIns: once }));
  await assert.rejects(byClient.app.signIn(signIn), { code: "unauthenticated" });
  await assert.rejects(byClient.app.signIn({ ...signIn, email: "b@example.com" }), {
    code: "rate_limited",
  });
});

Deno.test("signIn() is refused with a password that is changed while it is compared", async () => {
  const hasher = new ScryptPasswordHasher();
  let change: (() => Promise<unknown>) | undefined;
  const passwords = {
    hash: (password: string) => hasher.hash(password),
    async verify(password: string, hash: string | null) {
      const matches = await hasher.verify(password, hash);
      const now = change;
      change = undefined;
      await now?.();
      return matches;
    },
  };
  await using t = await startTestApp({ deps: { passwords } });
  const { user } = await t.app.signUp(account);
  const changed = { userId: user.id, currentPassword: account.password, client };
  change = () => t.app.changePassword({ ...changed, newPassword: "another horse" });
  await assert.rejects(t.app.signIn(account), { code: "unauthenticated" });
  assert.equal((await t.app.listSessions(user.id)).length, 1, "that of the change");
  await t.app.signIn({ ...account, password: "another horse" });
});
