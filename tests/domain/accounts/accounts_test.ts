import assert from "node:assert/strict";
import type { AppError } from "../../../domain/app_error.ts";
import type { PasswordHasher } from "../../../domain/accounts/password_hasher.ts";
import { ScryptPasswordHasher } from "../../../infra/accounts/scrypt_password_hasher.ts";
import { startTestApp, testSettings } from "../../support/app/test_app.ts";

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

Deno.test("signUp() checks and stores a password in one normal form", async () => {
  await using t = await startTestApp();
  const { app } = t;
  const typed = "Zo\u00eb likes \ufb01sh 26";
  await app.signUp({ ...account, password: typed });
  await app.signIn({ ...account, password: "Zoe\u0308 likes fish \uff12\uff16" });
  await assert.rejects(app.signIn({ ...account, password: "Zoe likes fish 26" }));
  const weak = [
    ...["e\u0301".repeat(9), "\u{1f40e}\u{1f50b}\u{1f9f7}\u{1f40c}\u{1f3b7}"],
    ...[
      "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44\uff11\uff12\uff13",
      "correct\0horse",
      "a\ud800 lone surrogate",
    ],
    ...["Someone-2026", "someone@example.com", "Parley123456", "x".repeat(30)],
  ];
  for (const password of weak) {
    const other = { ...account, email: "other@example.com", password };
    await assert.rejects(app.signUp(other), refusedAt("password"), JSON.stringify(password));
  }
});

Deno.test("signUp() refuses a password made of the site's own name", async () => {
  await using t = await startTestApp({ settings: { host: "zebrafish.example" } });
  const password = "zebrafish2026";
  await assert.rejects(t.app.signUp({ ...account, password }), refusedAt("password"));
});

Deno.test("signIn() accepts only the whole password", async () => {
  await using t = await startTestApp();
  const longest = Array.from({ length: 200 }, (_, i) => `word ${i}, `).join("").slice(0, 998);
  const password = `${longest}\u{1f40e}\u{1f50b}`;
  await t.app.signUp({ ...account, password });
  await t.app.signIn({ ...account, password });
  for (const wrong of [`${password}.`, `${password}\0`, longest, password.slice(0, -1)]) {
    await assert.rejects(t.app.signIn({ ...account, password: wrong }), {
      code: "unauthenticated",
    });
  }
  const longer = { ...account, email: "b@example.com", password: `${password}.` };
  await assert.rejects(t.app.signUp(longer), refusedAt("password"));
});

Deno.test("an address that looks like another can't sign up, but an old one still signs in", async () => {
  await using t = await startTestApp();
  const { app, database } = t;
  const email = "s\u043emeone@example.com";
  await assert.rejects(app.signUp({ ...account, email }), refusedAt("email"));
  const { user } = await app.signUp(account);
  const change = { userId: user.id, sessionId: "s", currentPassword: account.password, client };
  await assert.rejects(app.changeEmail({ ...change, email }), refusedAt("email"));
  await database.db.updateTable("users").set({ email }).execute();
  await app.signIn({ ...account, email });
});

Deno.test("signUp() is refused when the operator closed it", async () => {
  await using t = await startTestApp({ settings: { signUpOpen: false } });
  await assert.rejects(t.app.signUp(account), { code: "permission_denied" });
});

Deno.test("signIn() gives one error for a wrong password and an unknown address", async () => {
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
      limits: { ...testSettings.limits, signIns: plenty, clientSignIns: plenty, ...limits },
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

Deno.test("guessing from anywhere locks the owner out of no known browser and no session", async () => {
  const limits = { ...testSettings.limits, signIns: { count: 20, seconds: 900 } };
  await using t = await startTestApp({ settings: { limits } });
  const { app } = t;
  const { user, device, secret } = await app.signUp(account);
  const guess = (client: string, device?: string) =>
    app.signIn({ ...account, password: "a wrong horse", client, device });
  for (let i = 0; i < 20; i++) {
    await assert.rejects(guess(`198.51.100.${i}`), { code: "unauthenticated" });
  }
  const stranger = await app.signUp({ ...account, email: "stranger@example.com" });
  for (const device of [undefined, "", "made up", secret, stranger.device.secret]) {
    await assert.rejects(guess("203.0.113.1", device), { code: "rate_limited" }, device);
    await assert.rejects(app.signIn({ ...account, device }), { code: "rate_limited" }, device);
  }
  const again = await app.signIn({ ...account, device: device.secret });
  assert.equal(again.device.secret, device.secret, "the browser is the same");
  const { sessionId } = (await app.findSession(again.secret))!;
  const own = { userId: user.id, sessionId, client, currentPassword: account.password };
  await app.changeEmail({ ...own, email: account.email });
  const changed = await app.changePassword({ ...own, newPassword: "another horse" });
  const now = { ...account, password: "another horse" };
  await assert.rejects(app.signIn({ ...now, device: device.secret }), { code: "rate_limited" });
  await app.signIn({ ...now, device: changed.device.secret });
});

Deno.test("a known browser has no more attempts than all unknown ones together", async () => {
  const limits = { ...testSettings.limits, signIns: { count: 2, seconds: 900 } };
  await using t = await startTestApp({ settings: { limits } });
  const { device } = await t.app.signUp(account);
  const known = { ...account, password: "a wrong horse", device: device.secret };
  await assert.rejects(t.app.signIn(known), { code: "unauthenticated" });
  await assert.rejects(t.app.signIn(known), { code: "unauthenticated" });
  await assert.rejects(t.app.signIn({ ...known, ...account }), { code: "rate_limited" });
  await t.app.signIn({ ...account, device: undefined });
});

Deno.test("attempts at an unknown address are counted and refused like those at an account", async () => {
  const limits = { ...testSettings.limits, signIns: { count: 1, seconds: 900 } };
  await using t = await startTestApp({ settings: { limits } });
  const { device } = await t.app.signUp(account);
  const long = `${"x".repeat(100_000)}@example.com`;
  for (const email of [account.email, "nobody@example.com", long]) {
    for (
      const secret of [undefined, "made up", ...email === account.email ? [] : [device.secret]]
    ) {
      const attempt = { email, password: "a wrong horse", client, device: secret };
      const { code } = await t.app.signIn(attempt).catch((error: AppError) => error) as AppError;
      assert.equal(code, secret === undefined ? "unauthenticated" : "rate_limited", `${secret}`);
    }
  }
});

Deno.test("known browsers and sessions wait for a hash as known clients, others as unknown ones", async () => {
  const hasher = new ScryptPasswordHasher({ ln: 4, r: 8, p: 1 });
  let waits: unknown[] = [];
  const passwords: PasswordHasher = {
    hash(password, client) {
      waits.push(client?.isKnown);
      return hasher.hash(password, client);
    },
    verify(password, hash, client) {
      waits.push(client?.isKnown);
      return hasher.verify(password, hash, client);
    },
  };
  await using t = await startTestApp({ deps: { passwords } });
  const { app } = t;
  const { user, device, secret } = await app.signUp(account);
  const stranger = await app.signUp({ ...account, email: "stranger@example.com" });
  const { sessionId } = (await app.findSession(secret))!;
  const own = { userId: user.id, sessionId, client, currentPassword: account.password };
  waits = [];
  await app.signIn(account);
  await app.signIn({ ...account, device: stranger.device.secret });
  assert.deepEqual(waits, [false, false]);
  waits = [];
  await app.signIn({ ...account, device: device.secret });
  await app.changeEmail({ ...own, email: account.email });
  await app.changePassword({ ...own, newPassword: "another horse" });
  assert.deepEqual(waits, [true, true, true, true]);
});

Deno.test("signIn() fails when the password is changed while it is compared", async () => {
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
  const session = { sessionId: "session", client };
  const changed = { userId: user.id, currentPassword: account.password, ...session };
  change = () => t.app.changePassword({ ...changed, newPassword: "another horse" });
  await assert.rejects(t.app.signIn(account), { code: "unauthenticated" });
  assert.equal((await t.app.listSessions(user.id)).length, 1, "that of the change");
  await t.app.signIn({ ...account, password: "another horse" });
});
