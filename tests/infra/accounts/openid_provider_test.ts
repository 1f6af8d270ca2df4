import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { AppError } from "../../../domain/app_error.ts";
import { identityOf } from "../../../infra/accounts/identity_claims.ts";
import { OpenIdProvider } from "../../../infra/accounts/openid_provider.ts";
import { silentLog } from "../../support/app/test_app.ts";

const REDIRECT = "https://chat.example.com/sign-in/corp/callback";
const RETURN = "https://chat.example.com/sign-in";
const TENANT = "11111111-2222-3333-4444-555555555555";

/** What is special about each provider whose published document is in `published/`. */
const providers = {
  google: {
    issuer: "https://accounts.google.com",
    authorization: "https://accounts.google.com/o/oauth2/v2/auth",
    iss: "https://accounts.google.com",
    claims: { email: "ada@example.com", email_verified: true, hd: "example.com" },
    signsOut: false,
  },
  entra: {
    issuer: "https://login.microsoftonline.com/common/v2.0",
    authorization: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    claims: { tid: TENANT, email: "ada@example.com", xms_edov: true },
    signsOut: true,
  },
  keycloak: {
    issuer: "https://keycloak.example.com/realms/master",
    authorization: "https://keycloak.example.com/realms/master/protocol/openid-connect/auth",
    iss: "https://keycloak.example.com/realms/master",
    claims: { email: "ada@example.com", email_verified: true },
    signsOut: true,
  },
} as const;

type Name = keyof typeof providers;

for (const name of Object.keys(providers) as Name[]) {
  Deno.test(`OpenIdProvider signs in by what ${name} publishes`, async () => {
    const { authorization, iss, claims, signsOut } = providers[name];
    const { provider, sent } = await play(name);
    const { url, proof } = await provider.begin(REDIRECT);
    const begun = new URL(url);
    assert.equal(begun.origin + begun.pathname, authorization);
    const query = Object.fromEntries(begun.searchParams);
    assert.equal(query.redirect_uri, REDIRECT);
    assert.equal(query.response_type, "code");
    assert.equal(query.code_challenge_method, "S256");
    assert.equal(query.scope, "openid email profile");
    assert.deepEqual([query.state, query.nonce], [proof.state, proof.nonce]);

    sent.nonce = proof.nonce;
    // Entra's document has no issuer that its answers could name.
    const answer = new URLSearchParams({ code: "c", state: proof.state });
    if (name !== "entra") answer.set("iss", iss);
    const identity = await provider.finish(`${REDIRECT}?${answer}`, proof);
    assert.equal(identity.key.subject, "1234");
    assert.deepEqual(identity.email, {
      address: claims.email,
      isVerified: true,
      isCurrent: true,
    });
    const out = await provider.signOutUrl({ hint: "token", returnTo: RETURN });
    assert.equal(out !== null, signsOut);
  });
}

Deno.test("OpenIdProvider accepts of Entra's tenants only the one that the token is about", async () => {
  const { provider, sent } = await play("entra", { tid: "99999999-2222-3333-4444-555555555555" });
  const { proof } = await provider.begin(REDIRECT);
  sent.nonce = proof.nonce;
  const answer = new URLSearchParams({ code: "c", state: proof.state });
  await assert.rejects(
    provider.finish(`${REDIRECT}?${answer}`, proof),
    (error) => error instanceof AppError && error.code === "unauthenticated",
  );
});

Deno.test("identityOf() takes an address for verified only if the provider says so", () => {
  const emailOf = (claims: object) =>
    identityOf("p", { iss: "https://id.example.com", sub: "1", email: "a@example.com", ...claims })
      .email;
  for (const email_verified of [true, "true"]) {
    assert.equal(emailOf({ email_verified })?.isVerified, true);
  }
  for (const email_verified of [false, "false", undefined, null, "yes", {}, "TRUE"]) {
    assert.equal(emailOf({ email_verified })?.isVerified, false, String(email_verified));
  }
  for (const xms_edov of [true, 1, "1"]) assert.equal(emailOf({ xms_edov })?.isVerified, true);
  for (const xms_edov of [false, 0, "0"]) assert.equal(emailOf({ xms_edov })?.isVerified, false);
  assert.equal(emailOf({ email_verified: false, xms_edov: true })?.isVerified, false);
  assert.equal(emailOf({ email: ["a@example.com"], email_verified: true }), null);
});

Deno.test("identityOf() knows which addresses Google manages", () => {
  const iss = "https://accounts.google.com";
  const isCurrent = (claims: object) =>
    identityOf("google", { iss, sub: "1", email_verified: true, ...claims }).email?.isCurrent;
  assert.equal(isCurrent({ email: "a@gmail.com" }), true);
  assert.equal(isCurrent({ email: "a@example.com", hd: "example.com" }), true);
  assert.equal(isCurrent({ email: "a@example.com" }), false);
  assert.equal(isCurrent({ email: "a@gmail.com.example.com" }), false);
});

Deno.test("OpenIdProvider asks a provider that was away again, at most every 10 s", async () => {
  let [time, asked, isAway] = [0, 0, true];
  const clock = { now: () => new Date(time), sleep: () => Promise.resolve() };
  const document = await published("google");
  const fetch = () => {
    asked++;
    if (isAway) return Promise.reject(new TypeError("connection refused"));
    return Promise.resolve(Response.json(document));
  };
  const options = optionsOf("google");
  const provider = new OpenIdProvider(options, { clock, log: silentLog, fetch });
  assert.equal(provider.isReachable(), true, "nothing is known yet");
  await assert.rejects(
    provider.begin(REDIRECT),
    (error) => error instanceof AppError && error.code === "unavailable",
  );
  const before = asked;
  time += 9_999;
  assert.equal(provider.isReachable(), false);
  assert.equal(asked, before);
  isAway = false;
  time += 1;
  assert.equal(provider.isReachable(), false, "the answer comes later");
  await provider.begin(REDIRECT);
  assert.equal(provider.isReachable(), true);
});

/** A provider as its document says, which signs with a key of the test. */
async function play(name: Name, more: object = {}) {
  const document = await published(name);
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" };
  const { iss, claims } = providers[name];
  const sent = { nonce: "" };
  const idToken = () => {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss, sub: "1234", aud: "client", iat: now, exp: now + 60, ...sent, ...claims };
    const parts = [{ alg: "RS256", kid: "1" }, { ...all, ...more }].map((part) =>
      base64Url(new TextEncoder().encode(JSON.stringify(part)))
    );
    const signature = sign("sha256", new TextEncoder().encode(parts.join(".")), privateKey);
    return [...parts, base64Url(new Uint8Array(signature))].join(".");
  };
  const answers: Record<string, () => unknown> = {
    [`${providers[name].issuer}/.well-known/openid-configuration`]: () => document,
    [document.jwks_uri]: () => ({ keys: [jwk] }),
    [document.token_endpoint]: () => ({
      ...{ access_token: "a", token_type: "Bearer", expires_in: 60 },
      id_token: idToken(),
    }),
  };
  const fetch = (url: string) => Promise.resolve(Response.json(answers[url]!()));
  const clock = { now: () => new Date(), sleep: () => Promise.resolve() };
  const provider = new OpenIdProvider(optionsOf(name), { clock, log: silentLog, fetch });
  return { provider, sent };
}

function optionsOf(name: Name) {
  return {
    ...{ name, label: name, clientId: "client", secret: "secret" },
    issuer: providers[name].issuer,
    scopes: ["openid", "email", "profile"],
    allowedDomains: [],
    trustedDomains: [],
  };
}

async function published(name: Name): Promise<{ jwks_uri: string; token_endpoint: string }> {
  const url = new URL(`../../support/identity/published/${name}.json`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(url));
}

function base64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
