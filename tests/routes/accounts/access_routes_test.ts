import assert from "node:assert/strict";
import { SCOPES } from "../../../domain/accounts/user.ts";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { paths } from "../../../views/paths.ts";
import { PASSWORD, startTestSite, type TestSite } from "../test_site.ts";
import { location, type Visitor } from "../visitor.ts";

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
const hostile = `<script>alert(1)</script>"'&`;

async function signIn(site: TestSite, email: string, userAgent: string): Promise<Visitor> {
  const visitor = site.visitor();
  const headers = { "User-Agent": userAgent };
  await visitor.post(paths.signIn(), { email, password: PASSWORD }, { headers });
  return visitor;
}

Deno.test("GET /account lists the browsers, and marks this one", async () => {
  await using site = await startTestSite();
  const { user } = await site.signUp();
  const visitor = await signIn(site, user.email, firefox);
  await signIn(site, user.email, hostile);
  const page = await (await visitor.get(paths.account())).text();
  assert.match(page, /<strong>Firefox on Linux<\/strong> \(this browser\)/);
  assert.equal(page.match(/\(this browser\)/g)?.length, 1);
  assert.equal(page.match(/<strong>A browser or program<\/strong>/g)?.length, 2);
  assert.ok(!page.includes("alert(1)"));
  assert.match(page, /Last seen \w+ \d+, \d{4}/);
});

Deno.test("POST /account/sessions/:session/revoke signs that browser out", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const other = await signIn(site, user.email, firefox);
  const page = await (await visitor.get(paths.account())).text();
  const [, action] = page.match(/action="(\/account\/sessions\/[^"]+\/revoke)"/)!;
  assert.equal(location(await visitor.post(action!)), paths.account("session"));
  assert.equal((await other.get(paths.home())).status, 303);
  assert.equal((await visitor.get(paths.home())).status, 200);
  assert.equal((await visitor.post(action!)).status, 404);
});

Deno.test("the id by which a form names a session doesn't sign in", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  await signIn(site, user.email, firefox);
  const page = await (await visitor.get(paths.account())).text();
  const [, id] = page.match(/action="\/account\/sessions\/([^"/]+)\/revoke"/)!;
  const thief = site.visitor();
  thief.cookies.set("session", id!);
  assert.equal((await thief.get(paths.home())).status, 303);
});

Deno.test("POST /account/sessions/revoke signs out everywhere else", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const others = [
    await signIn(site, user.email, firefox),
    await signIn(site, user.email, firefox),
  ];
  const response = await visitor.post(paths.revokeSessions());
  assert.equal(location(response), paths.account("sessions"));
  for (const other of others) assert.equal((await other.get(paths.home())).status, 303);
  const page = await (await visitor.get(paths.account("sessions"))).text();
  assert.match(page, /All other browsers are signed out/);
  assert.ok(!page.includes("Sign out everywhere else"), "there is nowhere else");
});

Deno.test("POST /account/tokens shows the token once, for a program to use", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const form = { tokenName: "My <i>laptop</i>", scope: "chat:write", expires: "30" };
  const made = await visitor.post(paths.apiTokens(), form);
  assert.equal(made.status, 200);
  assert.equal(made.headers.get("Cache-Control"), "no-store");
  const page = await made.text();
  const [, token] = page.match(/<code id="new-token">(parley_[\w-]{43})<\/code>/)!;
  assert.match(page, /data-copy="new-token"/);
  assert.ok(page.includes("My &lt;i&gt;laptop&lt;/i&gt;"));
  const again = await (await visitor.get(paths.account())).text();
  assert.ok(!again.includes(token!) && again.includes("never used"));
  assert.match(
    again,
    /<p class="hint">Ask, and change or delete chats<\/p>[^]*Expires \w+ \d+, 20/,
  );
  const ask = () => {
    const body = JSON.stringify({ user_id: user.id, user_message: "Hi" });
    const headers = { Authorization: token! };
    return site.visitor().request("/chat", { method: "POST", body }, { headers });
  };
  assert.equal((await (await ask()).json()).user_id, user.id);
  const used = await (await visitor.get(paths.account())).text();
  assert.ok(!used.includes("never used"));
  const [, action] = used.match(/action="(\/account\/tokens\/[^"]+\/revoke)"/)!;
  assert.equal(location(await visitor.post(action!)), paths.account("token"));
  assert.equal((await ask()).status, 401);
});

Deno.test("POST /account/tokens returns a refused form as it was filled in", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const checked = (page: string) =>
    [...page.matchAll(/name="scope" value="([^"]+)"( checked)?/g)].map(([, scope, on]) => [
      ...[scope, on !== undefined],
    ]);
  const fresh = await (await visitor.get(paths.account())).text();
  assert.deepEqual(checked(fresh), SCOPES.map((scope) => [scope, true]));
  assert.match(fresh, /<option value="90" selected[^]*<option value="never" ?>/);
  const tokenName = "x".repeat(81);
  const form = { tokenName, scope: "chat:write", expires: "never" };
  const response = await visitor.post(paths.apiTokens(), form);
  assert.equal(response.status, 422);
  const page = await response.text();
  assert.match(page, new RegExp(`<input id="tokenName"[^>]* value="${tokenName}"`));
  assert.match(page, /id="tokenName-error"/);
  assert.deepEqual(checked(page), SCOPES.map((scope) => [scope, scope === "chat:write"]));
  assert.match(page, /<option value="90" ?>[^]*<option value="never" selected/);
  assert.ok(!page.includes("new-token"));
});

Deno.test("POST /account/tokens reports errors at their fields", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  for (const scope of [{}, { scope: "admin" }] as Record<string, string>[]) {
    for (const expires of ["", "0", "1e9", "x"]) {
      const fields = { ...scope, tokenName: " ", expires };
      const response = await visitor.post(paths.apiTokens(), fields);
      assert.equal(response.status, 422);
      const page = await response.text();
      for (const id of ["tokenName", "scopes", "expires"]) {
        assert.match(page, new RegExp(`id="${id}-error"`));
      }
      assert.match(page, /Must be one or more of chat:read, chat:write/);
    }
  }
});

Deno.test("GET /account marks a token that has expired", async () => {
  const clock = Object.assign(new SystemClock(), {
    ahead: 0,
    now: () => new Date(Date.now() + clock.ahead),
  });
  await using site = await startTestSite({ deps: { clock } });
  const { visitor, user: { id: userId } } = await site.signUp();
  await site.app.createOwnApiToken({ userId, name: "Old", expiresInDays: 1 });
  const page = async () => await (await visitor.get(paths.account())).text();
  assert.match(await page(), /<p class="hint">Expires /);
  clock.ahead = 86_400_000;
  assert.match(await page(), /<p class="danger">Expired /);
});
