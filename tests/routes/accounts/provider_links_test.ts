import assert from "node:assert/strict";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";
import { paths } from "../../../views/paths.ts";
import { PASSWORD } from "../test_site.ts";
import { Person } from "../../support/identity/person.ts";
import { location, ORIGIN, type Visitor } from "../visitor.ts";
import { atProvider, callbackUrl, startProviderSite, throughProvider } from "./provider_site.ts";

/** Begins to link, signs in at the provider, and comes back. @returns the program's answer. */
async function link(visitor: Visitor, fields: Record<string, string> = {}): Promise<Response> {
  const begun = await visitor.post(paths.linkProvider("corp"), fields);
  assert.equal(begun.status, 200);
  const url = begun.headers.get("Refresh")!.replace("0; url=", "");
  assert.ok((await begun.text()).includes(`href="${url.replaceAll("&", "&amp;")}"`));
  const back = await new Person("ada").signIn(url, callbackUrl());
  return await visitor.get(back.slice(ORIGIN.length));
}

Deno.test("a user links a provider with their password, signs in with it, and unlinks it", async () => {
  await using site = await startProviderSite();
  const { visitor, user } = await site.signUp();
  const linked = await link(visitor, { linkPassword: PASSWORD });
  assert.equal(location(linked), paths.account("linked"));
  const page = await (await visitor.get(paths.account("linked"))).text();
  assert.match(page, /role="status">The account is linked/);
  assert.match(page, /aria-label="Unlink Corp"/);
  assert.doesNotMatch(page, /Link Corp</);

  const other = site.visitor();
  assert.equal((await throughProvider(other)).status, 303);
  assert.ok((await (await other.get(paths.account())).text()).includes(user.email));

  const unlinked = await visitor.post(paths.unlinkProvider("corp"));
  assert.equal(location(unlinked), paths.account("unlinked"));
  const again = site.visitor();
  await throughProvider(again);
  assert.ok(!(await (await again.get(paths.account())).text()).includes(user.email));
});

Deno.test("linking needs the password, and nothing begins without it", async () => {
  await using site = await startProviderSite();
  const { visitor } = await site.signUp();
  for (const linkPassword of ["", "a wrong password"]) {
    const response = await visitor.post(paths.linkProvider("corp"), { linkPassword });
    assert.equal(response.status, 422);
    assert.match(await response.text(), /name="linkPassword"[^>]*aria-invalid="true"/);
    assert.equal(visitor.cookies.has("begun-sign-in"), false);
  }
});

Deno.test("a sign-in that began as one doesn't link, and a link doesn't sign in", async () => {
  await using site = await startProviderSite();
  const { visitor, user } = await site.signUp();
  const back = await atProvider(visitor);
  assert.equal((await visitor.get(back)).status, 303);
  assert.ok(!(await (await visitor.get(paths.account())).text()).includes(user.email));

  const { visitor: owner } = await site.signUp("Owner");
  const begun = await owner.post(paths.linkProvider("corp"), { linkPassword: PASSWORD });
  const url = begun.headers.get("Refresh")!.replace("0; url=", "");
  const returned = (await new Person("grace").signIn(url, callbackUrl())).slice(ORIGIN.length);
  const { visitor: stranger } = await site.signUp("Stranger");
  stranger.cookies.set("begun-sign-in", owner.cookies.get("begun-sign-in")!);
  assert.equal(location(await stranger.get(returned)), paths.signIn(paths.account()));
  const guest = site.visitor();
  guest.cookies.set("begun-sign-in", owner.cookies.get("begun-sign-in")!);
  assert.equal((await guest.get(returned)).status, 303);
  assert.equal(guest.cookies.has("session"), false);
});

Deno.test("an identity that opens another account can't be linked", async () => {
  await using site = await startProviderSite();
  await throughProvider(site.visitor());
  const { visitor } = await site.signUp();
  const response = await link(visitor, { linkPassword: PASSWORD });
  assert.equal(response.status, 403);
  assert.match(await response.text(), /already opens another account here/);
});

Deno.test("the last way into an account can't be unlinked", async () => {
  await using site = await startProviderSite();
  const visitor = site.visitor();
  await throughProvider(visitor);
  const response = await visitor.post(paths.unlinkProvider("corp"));
  assert.equal(response.status, 403);
  assert.match(await response.text(), /Nothing else opens your account/);
  assert.equal((await throughProvider(site.visitor())).status, 303);
});

Deno.test("without a password, changes are confirmed by having just signed in", async () => {
  let ahead = 0;
  const system = new SystemClock();
  const clock = {
    now: () => new Date(system.now().getTime() + ahead),
    sleep: system.sleep.bind(system),
  };
  await using site = await startProviderSite({ deps: { clock } });
  const visitor = site.visitor();
  await throughProvider(visitor);
  const page = await (await visitor.get(paths.account())).text();
  assert.doesNotMatch(page, /name="(current|email|delete|link)Password"/);
  assert.match(page, /Set a password/);

  ahead = 11 * 60_000;
  const stale = [
    [paths.accountEmail(), { email: "new@example.com" }],
    [paths.accountPassword(), { newPassword: PASSWORD }],
    [paths.deleteAccount(), {}],
  ] as const;
  for (const [path, fields] of stale) {
    const response = await visitor.post(path, fields);
    assert.equal(response.status, 422, path);
    assert.match(await response.text(), /role="alert">Sign out and in again/);
  }
  ahead = 0;
  const changed = await visitor.post(paths.accountPassword(), { newPassword: PASSWORD });
  assert.equal(location(changed), paths.account("password"));
  const owner = { email: "ada@example.com", password: PASSWORD };
  assert.equal((await site.visitor().post(paths.signIn(), owner)).status, 303);
  assert.equal((await visitor.post(paths.unlinkProvider("corp"))).status, 303);
  const wrong = await visitor.post(paths.deleteAccount(), { deletePassword: "" });
  assert.equal(wrong.status, 422, "now the password confirms");
});

Deno.test("with passwords off, providers alone let people in", async () => {
  await using site = await startProviderSite({
    settings: { passwordSignIn: false },
    site: { passwordSignIn: false },
  });
  const page = await (await site.visitor().get(paths.signIn())).text();
  assert.doesNotMatch(page, /type="password"|\/sign-up/);
  assert.match(page, /Continue with Corp/);
  const owner = { name: "Ada", email: "ada@example.com", password: PASSWORD };
  assert.equal((await site.visitor().get(paths.signUp())).status, 403);
  for (const path of [paths.signUp(), paths.signIn()]) {
    assert.equal((await site.visitor().post(path, owner)).status, 403);
  }
  const visitor = site.visitor();
  await throughProvider(visitor);
  const account = await (await visitor.get(paths.account())).text();
  assert.doesNotMatch(account, /type="password"|Set a password/);
  const set = await visitor.post(paths.accountPassword(), { newPassword: PASSWORD });
  assert.equal(set.status, 403);
  const stale = site.visitor();
  const sent = await stale.post(paths.chats(), { message: "Not lost" });
  assert.match(await sent.text(), /<textarea[^>]*>Not lost</);
});

Deno.test("signing out offers to sign out of the provider, too, if it offers that", async () => {
  await using site = await startProviderSite();
  const visitor = site.visitor();
  await throughProvider(visitor);
  const out = await visitor.post(paths.signOut());
  assert.equal(location(out), paths.signedOutOf("corp"));
  const page = await (await visitor.get(location(out)!)).text();
  assert.match(page, /<a href="\/sign-out\/corp">Sign out of Corp, too<\/a>/);
  const there = await visitor.get(paths.providerSignOut("corp"));
  const url = new URL(location(there)!);
  assert.equal(url.origin + url.pathname, `${site.server.issuer}/session/end`);
  assert.equal(url.searchParams.get("post_logout_redirect_uri"), ORIGIN + paths.signIn());
  assert.match(url.searchParams.get("id_token_hint")!, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  const shown = await fetch(url);
  assert.equal(shown.status, 200, "the provider asks whether to sign out");
  await shown.body?.cancel();

  const { visitor: other } = await site.signUp();
  assert.equal(location(await other.post(paths.signOut())), paths.signIn());
  const elsewhere = await other.get("/sign-in?left=%22%3E%3Cscript%3E");
  assert.doesNotMatch(await elsewhere.text(), /<script>|too<\/a>/);
});
