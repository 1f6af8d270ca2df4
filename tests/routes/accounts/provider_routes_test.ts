import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { PASSWORD, startTestSite } from "../test_site.ts";
import { location, ORIGIN } from "../visitor.ts";
import { atProvider, openIdProvider, startProviderSite, throughProvider } from "./provider_site.ts";

const ada = { name: "Ada", email: "ada@example.com", password: PASSWORD };

Deno.test("GET /sign-in shows a link for each provider, in both languages", async () => {
  await using site = await startProviderSite();
  for (const page of [paths.signIn("/chats"), paths.signUp("/chats")]) {
    const html = await (await site.visitor().get(page)).text();
    assert.match(html, /<a [^>]*href="\/sign-in\/corp\?next=%2Fchats"[^>]*>Continue with Corp</);
    const headers = { "Accept-Language": "pt-BR" };
    const portuguese = await (await site.visitor().get(page, { headers })).text();
    assert.match(portuguese, />Continuar com Corp</);
  }
});

Deno.test("a new person gets an account through a provider, and the same one the next time", async () => {
  await using site = await startProviderSite();
  const visitor = site.visitor();
  const begun = await visitor.get(paths.providerSignIn("corp"));
  assert.equal(begun.status, 303);
  const cookie = begun.headers.get("Set-Cookie")!;
  for (const attribute of ["HttpOnly", "SameSite=Lax", "Expires="]) {
    assert.ok(cookie.includes(attribute), attribute);
  }
  const response = await throughProvider(visitor, { next: "/account?done=name" });
  assert.equal(response.status, 303);
  assert.equal(location(response), "/account?done=name");
  assert.equal(visitor.cookies.has("begun-sign-in"), false);
  const page = await (await visitor.get(paths.account())).text();
  assert.match(page, /value="Ada"/);
  assert.match(page, /value="ada@example\.com"/);

  site.server.people.set("ada", { name: "Ada L.", email: "new@example.com" });
  const other = site.visitor();
  assert.equal((await throughProvider(other)).status, 303);
  const again = await (await other.get(paths.account())).text();
  assert.match(again, /value="ada@example\.com"/, "the person is known by the provider's id");
});

Deno.test("one process finishes what another began", async () => {
  await using site = await startProviderSite();
  await using other = await startTestSite({
    database: site.database,
    deps: { identityProviders: [openIdProvider(site.server)] },
    site: { publicUrl: ORIGIN },
  });
  const visitor = site.visitor();
  const back = await atProvider(visitor);
  const elsewhere = other.visitor();
  for (const [name, value] of visitor.cookies) elsewhere.cookies.set(name, value);
  assert.equal((await elsewhere.get(back)).status, 303);
  visitor.cookies.set("session", elsewhere.cookies.get("session")!);
  assert.equal((await visitor.get(paths.home())).status, 200);
});

Deno.test("the account of a provider's user has no password that would open it", async () => {
  await using site = await startProviderSite();
  await throughProvider(site.visitor());
  for (const password of ["", "null", PASSWORD]) {
    const response = await site.visitor().post(paths.signIn(), { ...ada, password });
    assert.equal(response.status, 401);
  }
});

Deno.test("an account with a password stays closed to a provider that isn't trusted", async () => {
  await using site = await startProviderSite();
  await site.visitor().post(paths.signUp(), ada);
  const visitor = site.visitor();
  const response = await throughProvider(visitor);
  assert.equal(response.status, 422);
  const page = await response.text();
  assert.match(page, /role="alert">An account with the address ada@example\.com already exists;/);
  assert.match(page, /sign in with its password, then link Corp on the account page/);
  assert.equal(visitor.cookies.has("session"), false);
});

Deno.test("a provider that is trusted with a domain gives the account to the address's owner", async () => {
  await using site = await startProviderSite({ provider: { trustedDomains: ["example.com"] } });
  const intruder = site.visitor();
  await intruder.post(paths.signUp(), ada);
  const created = await intruder.post(paths.apiTokens(), {
    tokenName: "backdoor",
    scope: "chat:read",
    expires: "never",
  });
  const apiToken = /parley_[\w-]+/.exec(await created.text())![0];
  const owner = site.visitor();
  assert.equal((await throughProvider(owner)).status, 303);
  assert.equal((await owner.get(paths.home())).status, 200);

  assert.equal((await intruder.get(paths.home())).status, 303, "the session has ended");
  assert.equal((await site.visitor().post(paths.signIn(), ada)).status, 401, "so has the password");
  const headers = { Authorization: `Bearer ${apiToken}` };
  assert.equal((await site.visitor().get("/api/v1/chats", { headers })).status, 401);
});

Deno.test("trust in one domain is none in another", async () => {
  await using site = await startProviderSite({ provider: { trustedDomains: ["example.org"] } });
  await site.visitor().post(paths.signUp(), ada);
  assert.equal((await throughProvider(site.visitor())).status, 422);
});

Deno.test("a new account needs a verified address that is exactly the provider's", async () => {
  await using site = await startProviderSite({ provider: { trustedDomains: ["example.com"] } });
  await site.visitor().post(paths.signUp(), ada);
  const wrong = [
    { email: "grace@example.com", email_verified: false },
    { email: "grace@example.com" },
    { email: "ada@example.com", email_verified: false },
    {},
    { email: "not an address", email_verified: true },
    { email: "", email_verified: true },
  ];
  for (const claims of wrong) {
    site.server.people.set("ada", claims);
    const visitor = site.visitor();
    const response = await throughProvider(visitor);
    assert.ok(response.status === 401 || response.status === 422, JSON.stringify(claims));
    assert.match(await response.text(), /role="alert"/);
    assert.equal(visitor.cookies.has("session"), false);
  }
});

Deno.test("an address whose small letters are another's opens no account", async () => {
  const kelvin = "\u212Aarl@example.com";
  assert.equal(kelvin.toLowerCase(), "karl@example.com");
  await using site = await startProviderSite({ provider: { trustedDomains: ["example.com"] } });
  await site.visitor().post(paths.signUp(), { ...ada, email: "karl@example.com" });
  site.server.people.set("ada", { name: "Ada", email: kelvin, email_verified: true });
  assert.equal((await throughProvider(site.visitor())).status, 401);
});

Deno.test("only people of the allowed domains may use the provider, at every sign-in", async () => {
  await using site = await startProviderSite({ provider: { allowedDomains: ["example.com"] } });
  assert.equal((await throughProvider(site.visitor())).status, 303);
  const left = [
    { email: "ada@example.org", email_verified: true },
    { email: "ada@example.com", email_verified: false },
    { email: "ada@example.com.example.org", email_verified: true },
    {},
  ];
  for (const claims of left) {
    site.server.people.set("ada", claims);
    const response = await throughProvider(site.visitor());
    assert.equal(response.status, 401);
    assert.match(await response.text(), /only with an address at example\.com/);
  }
});

Deno.test("with sign-up closed, a provider makes no account", async () => {
  await using site = await startProviderSite({
    settings: { signUpOpen: false },
    site: { signUpOpen: false },
  });
  const response = await throughProvider(site.visitor());
  assert.equal(response.status, 401);
  assert.match(await response.text(), /New accounts cannot be made on this server/);
});

Deno.test("beginning and finishing sign-ins is limited for each address", async () => {
  const plenty = { count: 100, seconds: 60 };
  const clientSignIns = { count: 2, seconds: 60 };
  const limits = { signIns: plenty, clientSignIns, sends: plenty, answering: 9, storage: null };
  await using site = await startProviderSite({ settings: { limits } });
  const back = await atProvider(site.visitor());
  await site.visitor().get(paths.providerSignIn("corp"));
  const begun = await site.visitor().get(paths.providerSignIn("corp"));
  assert.equal(begun.status, 429);
  assert.match(begun.headers.get("Retry-After")!, /^[1-9]\d*$/);
  for (const status of [401, 401]) {
    assert.equal((await site.visitor().get(back)).status, status);
  }
});

Deno.test("an unknown provider is not found, and an unknown way back is refused", async () => {
  await using site = await startProviderSite();
  assert.equal((await site.visitor().get(paths.providerSignIn("other"))).status, 404);
  assert.equal((await site.visitor().get(paths.providerCallback("other"))).status, 404);
  assert.equal((await site.visitor().get(paths.providerCallback("corp"))).status, 401);
});

Deno.test("a provider that is away says so, and works as soon as it is back", async () => {
  await using site = await startProviderSite();
  const visitor = site.visitor();
  const back = await atProvider(visitor);
  site.server.failWith = 503;
  const response = await visitor.get(back);
  assert.equal(response.status, 503);
  const page = await response.text();
  assert.match(page, /role="alert">Corp does not answer; try again later or sign in another way</);
  assert.match(page, /Continue with Corp<\/a><p class="hint">Corp does not answer at the moment</);
  assert.equal((await visitor.get(paths.providerSignIn("corp"))).status, 503);
  site.server.failWith = null;
  assert.equal((await throughProvider(visitor)).status, 303);
  const signIn = await (await site.visitor().get(paths.signIn())).text();
  assert.doesNotMatch(signIn, /does not answer/);
});
