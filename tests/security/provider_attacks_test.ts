import assert from "node:assert/strict";
import { paths } from "../../views/paths.ts";
import {
  atProvider,
  callbackUrl,
  openIdProvider,
  type ProviderSite,
  startProviderSite,
  throughProvider,
} from "../routes/accounts/provider_site.ts";
import { location, ORIGIN, type Visitor } from "../routes/visitor.ts";
import {
  foreignKey,
  startOpenIdServer,
  type TokenClaims,
} from "../support/identity/openid_server.ts";
import { Person } from "../support/identity/person.ts";

// What a provider, a network or another site may do to let somebody in as somebody else. The
// provider is a real one; where an ID token must be wrong, it is signed again with its key.

const seconds = () => Math.floor(Date.now() / 1000);

/** ID tokens that are wrong in one thing. */
const wrongTokens: Readonly<Record<string, (claims: TokenClaims) => TokenClaims>> = {
  "another sign-in's nonce": (claims) => ({ ...claims, nonce: "another" }),
  "no nonce": ({ nonce: _, ...claims }) => claims,
  "another audience": (claims) => ({ ...claims, aud: "another-client" }),
  "several audiences, issued to another": (claims) => ({
    ...claims,
    aud: ["parley", "another-client"],
    azp: "another-client",
  }),
  "another issuer": (claims) => ({ ...claims, iss: "https://id.example.org" }),
  "expired two minutes ago": (claims) => ({ ...claims, exp: seconds() - 120 }),
  "no expiry": ({ exp: _, ...claims }) => claims,
  "not valid for two minutes": (claims) => ({ ...claims, nbf: seconds() + 120 }),
  "no subject": ({ sub: _, ...claims }) => claims,
  "a subject without end": (claims) => ({ ...claims, sub: "a".repeat(256) }),
  "another's subject than UserInfo's": (claims) => ({ ...claims, sub: "grace" }),
};

for (const [what, tamper] of Object.entries(wrongTokens)) {
  Deno.test(`an ID token is refused: ${what}`, async () => {
    await using site = await startProviderSite();
    site.server.tamper = tamper;
    await assertRefused(site, site.visitor());
    site.server.tamper = (claims) => claims;
    assert.equal((await throughProvider(site.visitor())).status, 303, "signed again as it was");
  });
}

Deno.test("an ID token is refused: signed with a key that is not the provider's", async () => {
  await using site = await startProviderSite();
  site.server.tamper = (claims) => claims;
  site.server.signingKey = foreignKey();
  await assertRefused(site, site.visitor());
});

Deno.test("clocks may differ by less than a minute", async () => {
  await using site = await startProviderSite();
  site.server.tamper = (claims) => ({ ...claims, exp: seconds() - 30 });
  assert.equal((await throughProvider(site.visitor())).status, 303);
  site.server.tamper = (claims) => ({ ...claims, nbf: seconds() + 30, iat: seconds() + 30 });
  assert.equal((await throughProvider(site.visitor())).status, 303);
});

Deno.test("a provider's new keys count at once", async () => {
  await using site = await startProviderSite();
  assert.equal((await throughProvider(site.visitor())).status, 303);
  site.server.rotateKeys();
  assert.equal((await throughProvider(site.visitor())).status, 303);
});

Deno.test("a code works once, even with the browser's cookie of the first time", async () => {
  await using site = await startProviderSite();
  const visitor = site.visitor();
  const back = await atProvider(visitor);
  const begun = visitor.cookies.get("begun-sign-in")!;
  assert.equal((await visitor.get(back)).status, 303);
  const thief = site.visitor();
  thief.cookies.set("begun-sign-in", begun);
  await assertRefused(site, thief, back);
});

Deno.test("somebody else's way back opens nothing: another state, another browser, none", async () => {
  await using site = await startProviderSite();
  const back = await atProvider(site.visitor());
  await assertRefused(site, site.visitor(), back);
  const victim = site.visitor();
  await atProvider(victim);
  await assertRefused(site, victim, back);
  const broken = site.visitor();
  for (const cookie of ["", "e30", "bm9wZQ", "x".repeat(4000)]) {
    broken.cookies.set("begun-sign-in", cookie);
    await assertRefused(site, broken, back);
  }
});

Deno.test("a right code with a wrong state, or several, opens nothing", async () => {
  await using site = await startProviderSite();
  const changes: ((query: URLSearchParams) => void)[] = [
    (query) => query.set("state", "another"),
    (query) => query.delete("state"),
    (query) => query.append("state", query.get("state")!),
    (query) => query.set("iss", "https://id.example.org"),
    (query) => query.delete("iss"),
    (query) => query.delete("code"),
  ];
  for (const change of changes) {
    const visitor = site.visitor();
    const back = new URL(await atProvider(visitor), ORIGIN);
    change(back.searchParams);
    await assertRefused(site, visitor, back.pathname + back.search);
  }
});

Deno.test("a code is bound to its verifier", async () => {
  await using site = await startProviderSite();
  const visitor = site.visitor();
  const back = await atProvider(visitor);
  const kept = JSON.parse(atob(visitor.cookies.get("begun-sign-in")!));
  kept.proof.verifier = "a".repeat(43);
  visitor.cookies.set("begun-sign-in", btoa(JSON.stringify(kept)).replace(/=+$/, ""));
  await assertRefused(site, visitor, back);
});

Deno.test("a cancelled sign-in says so, and nothing of what the provider's page wrote", async () => {
  await using site = await startProviderSite();
  const visitor = site.visitor();
  await visitor.get(paths.providerSignIn("corp"));
  const { proof } = JSON.parse(atob(visitor.cookies.get("begun-sign-in")!));
  const query = new URLSearchParams({
    error: "access_denied",
    error_description: "Call 555-0100 now",
    state: proof.state,
    iss: site.server.issuer,
  });
  const page = await (await visitor.get(`${paths.providerCallback("corp")}?${query}`)).text();
  assert.match(page, /role="alert">The sign-in at Corp was cancelled</);
  assert.doesNotMatch(page, /555-0100/);
});

Deno.test("two providers are not mixed up", async () => {
  await using evil = await startOpenIdServer({
    redirectUris: [callbackUrl("evil")],
    namesIssuer: false,
  });
  evil.people.set("ada", { name: "Ada", email: "ada@example.com", email_verified: true });
  await using site = await startProviderSite({
    with: [openIdProvider(evil, { name: "evil", label: "Evil" })],
  });
  const owner = site.visitor();
  assert.equal((await throughProvider(owner)).status, 303);

  // The honest provider's code is carried to the other's way back, and the other way round.
  const visitor = site.visitor();
  const honest = await atProvider(visitor);
  const query = new URL(honest, ORIGIN).searchParams;
  query.delete("iss");
  await assertRefused(site, visitor, `${paths.providerCallback("evil")}?${query}`);
  assert.ok(!evil.requests.includes("POST /token"), "the other provider has not seen the code");
  const misled = site.visitor();
  await misled.get(paths.providerSignIn("corp"));
  const { proof } = JSON.parse(atob(misled.cookies.get("begun-sign-in")!));
  const foreign = new URLSearchParams({ code: "stolen", state: proof.state, iss: evil.issuer });
  await assertRefused(site, misled, `${paths.providerCallback("corp")}?${foreign}`);
  assert.ok(!site.server.requests.slice(-1)[0]!.includes("/token"));

  // The same id at another provider is another person, and the address is taken.
  const begun = await misled.get(paths.providerSignIn("evil"));
  const url = location(begun)!;
  const back = (await new Person("ada").signIn(url, callbackUrl("evil"))).slice(ORIGIN.length);
  await assertRefused(site, misled, back, 422);
});

Deno.test("another issuer under the same name opens nobody's account", async () => {
  await using site = await startProviderSite();
  assert.equal((await throughProvider(site.visitor())).status, 303);
  await using moved = await startOpenIdServer({ redirectUris: [callbackUrl()] });
  moved.people.set("ada", { name: "Mallory", email: "m@example.org", email_verified: true });
  await using later = await startProviderSite({
    database: site.database,
    deps: { identityProviders: [openIdProvider(moved)] },
  });
  const visitor = later.visitor();
  assert.equal((await throughProvider(visitor)).status, 303);
  assert.match(await (await visitor.get(paths.account())).text(), /value="m@example\.org"/);
});

/** Asserts that a sign-in is refused in words, and opens nothing. */
async function assertRefused(
  site: ProviderSite,
  visitor: Visitor,
  back?: string,
  status = 401,
): Promise<void> {
  const response = await visitor.get(back ?? await atProvider(visitor));
  assert.equal(response.status, status);
  assert.match(await response.text(), /role="alert">[^<]+</);
  assert.equal(visitor.cookies.has("session"), false);
  assert.equal((await visitor.get(paths.home())).status, 303);
  assert.ok(site.lines.every(({ message }) => !/eyJ|secret/.test(message)));
}
