import assert from "node:assert/strict";
import { VERSION } from "../../../domain/version.ts";
import { AppError } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import { paths } from "../../../views/paths.ts";
import { testSettings } from "../../support/app/test_app.ts";
import { PASSWORD, startTestSite } from "../test_site.ts";
import { location } from "../visitor.ts";

Deno.test("GET /account is linked from every page, and shows the user's data", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp("Zoë <b>");
  const home = await (await visitor.get(paths.home())).text();
  assert.match(home, /href="\/account"[^>]*>Zoë &lt;b&gt;/);
  const response = await visitor.get(paths.account());
  assert.equal(response.headers.get("Cache-Control"), "no-store");
  const page = await response.text();
  assert.ok(page.includes(`value="${user.email}"`));
  assert.ok(page.includes('value="Zoë &lt;b&gt;"'));
  assert.ok(page.includes(`Parley ${VERSION}</p>`));
  assert.ok(!page.includes('role="status">Your'));
});

Deno.test("POST /account/name changes the name and says so", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const response = await visitor.post(paths.accountName(), { name: "Renée" });
  assert.equal(response.status, 303);
  assert.equal(location(response), paths.account("name"));
  assert.match(location(response)!, /#done$/);
  const page = await (await visitor.get(location(response)!)).text();
  assert.match(page, /role="status">Your name is changed</);
  assert.match(page, /<section[^>]*aria-labelledby="profile"><p id="done"/, "where the form is");
  assert.match(page, /account-name[^>]*>Renée</);
});

Deno.test("GET /account ignores made-up values of `done`", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  for (const done of ["constructor", "toString", "<b>", "other"]) {
    const page = await (await visitor.get(paths.account(encodeURIComponent(done)))).text();
    assert.doesNotMatch(page, /class="note" role="status"/, done);
  }
});

Deno.test("POST /account/name returns a refused name with the reason and the focus", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const name = "x".repeat(81);
  const response = await visitor.post(paths.accountName(), { name });
  assert.equal(response.status, 422);
  const page = await response.text();
  const input = page.match(/<input id="name"[^>]*>/)![0];
  assert.ok(input.includes(name) && input.includes("autofocus") && input.includes("aria-invalid"));
  assert.match(page, /id="name-error"[^>]*>Use at most 80 characters</);
});

Deno.test("POST /account/email keeps the address that was typed, never a password", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const fields = { email: "new@example.com", emailPassword: "a wrong password" };
  const refused = await visitor.post(paths.accountEmail(), fields);
  assert.equal(refused.status, 422);
  const page = await refused.text();
  assert.match(page, /<input id="email"[^>]* value="new@example.com"/);
  assert.match(page, /id="emailPassword-error"[^>]*>This is not your current password</);
  assert.match(page, /<input id="emailPassword"[^>]* autofocus/);
  assert.ok(!page.includes("a wrong password"));
  const done = await visitor.post(paths.accountEmail(), { ...fields, emailPassword: PASSWORD });
  assert.equal(location(done), paths.account("email"));
  const again = await (await visitor.get(paths.account())).text();
  assert.match(again, /<input id="email"[^>]* value="new@example.com"/);
});

Deno.test("the account forms come back with what was typed when the server is busy or limits tries", async () => {
  const errors = [
    new AppError("unavailable", said`Too many passwords are being checked`, {
      details: { retryAfterSeconds: 5 },
    }),
    new AppError("rate_limited", said`Too many requests`, { details: { retryAfterSeconds: 9 } }),
  ];
  let busy = errors[0]!;
  const hash = "$scrypt$ln=10,r=8,p=1$c2FsdA$";
  const passwords = {
    hash: () => Promise.resolve(hash),
    verify: () => Promise.reject(busy),
  };
  await using site = await startTestSite({ deps: { passwords } });
  const { visitor } = await site.signUp();
  const secret = "three wise old owls";
  const forms: Record<string, Record<string, string>> = {
    [paths.accountEmail()]: { email: "new@example.com", emailPassword: secret },
    [paths.accountPassword()]: { currentPassword: secret, newPassword: secret },
    [paths.deleteAccount()]: { deletePassword: secret },
  };
  for (busy of errors) {
    for (const [path, fields] of Object.entries(forms)) {
      const response = await visitor.post(path, fields);
      assert.equal(response.status, busy.code === "unavailable" ? 503 : 429, path);
      const { retryAfterSeconds } = busy.details;
      assert.equal(response.headers.get("Retry-After"), String(retryAfterSeconds));
      const page = await response.text();
      const form = page.match(new RegExp(`<form[^>]* action="${path}"[^]*?</form>`))?.[0] ?? "";
      assert.match(form, new RegExp(`role="alert">${busy.message}`), path);
      if ("email" in fields) assert.match(form, /value="new@example.com"/);
      assert.ok(!page.includes(secret), path);
    }
  }
});

Deno.test("POST /account/password signs every other browser out, and this one stays", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const other = site.visitor();
  const before = visitor.cookies.get("session")!;
  other.cookies.set("session", before);
  const newPassword = "another horse battery";
  const fields = { currentPassword: PASSWORD, newPassword };
  const response = await visitor.post(paths.accountPassword(), fields);
  assert.equal(location(response), paths.account("password"));
  assert.notEqual(visitor.cookies.get("session"), before);
  assert.equal((await visitor.get(paths.account("password"))).status, 200);
  assert.equal(location(await other.get(paths.home())), paths.signIn());
});

Deno.test("POST /account/password reports errors at the wrong password", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const post = async (currentPassword: string, newPassword: string) => {
    const fields = { currentPassword, newPassword };
    const response = await visitor.post(paths.accountPassword(), fields);
    assert.equal(response.status, 422);
    const page = await response.text();
    for (const password of [currentPassword, newPassword]) assert.ok(!page.includes(password));
    return page;
  };
  const wrong = await post("a wrong password", "another horse battery");
  assert.match(wrong, /id="currentPassword-error"/);
  assert.match(wrong, /<input id="currentPassword"[^>]* autofocus/);
  assert.match(await post(PASSWORD, "tooshort"), /id="newPassword-error"[^>]*>Use at least 10 /);
});

Deno.test("after too many wrong passwords the form says when to try again", async () => {
  const limits = { ...testSettings.limits, signIns: { count: 1, seconds: 60 } };
  await using site = await startTestSite({ settings: { limits } });
  const { visitor } = await site.signUp();
  const wrong = { deletePassword: "a wrong password" };
  assert.equal((await visitor.post(paths.deleteAccount(), wrong)).status, 422);
  const response = await visitor.post(paths.deleteAccount(), { deletePassword: PASSWORD });
  assert.equal(response.status, 429);
  assert.match(response.headers.get("Retry-After")!, /^[1-9]\d*$/);
  const page = await response.text();
  assert.match(
    page,
    /action="\/account\/delete" method="post"><p class="alert" role="alert">Too many/,
  );
});

Deno.test("POST /account/settings sets the language at once, or leaves it to the browser", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const post = (fields: Record<string, string>) => visitor.post(paths.accountSettings(), fields);
  const response = await post({ language: "pt-BR", autoTitles: "on" });
  assert.equal(location(response), paths.account("settings"));
  const portuguese = await (await visitor.get(paths.account("settings"))).text();
  assert.match(portuguese, /<html lang="pt-BR">/);
  assert.match(portuguese, /Suas preferências foram salvas/);
  assert.match(portuguese, /<option value="pt-BR"[^>]* selected/);
  assert.match(portuguese, /name="autoTitles"[^>]* checked/);
  await post({ language: "" });
  const english = await (await visitor.get(paths.account())).text();
  assert.match(english, /<html lang="en">/);
  assert.doesNotMatch(english, /name="autoTitles"[^>]* checked/);
  assert.equal((await post({ language: "tlh" })).status, 422);
});

Deno.test("POST /account/delete removes everything, on the server and in the browser", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const thief = site.visitor();
  thief.cookies.set("session", visitor.cookies.get("session")!);
  const refused = await visitor.post(paths.deleteAccount(), { deletePassword: "wrong password" });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /id="deletePassword-error"/);
  const response = await visitor.post(paths.deleteAccount(), { deletePassword: PASSWORD });
  assert.equal(location(response), paths.signIn());
  assert.equal(visitor.cookies.size, 0);
  assert.equal(response.headers.get("Clear-Site-Data"), '"cache", "storage"');
  assert.equal(location(await thief.get(paths.account())), paths.signIn(paths.account()));
  const credentials = { email: user.email, password: PASSWORD };
  assert.equal((await visitor.post(paths.signIn(), credentials)).status, 401);
});
