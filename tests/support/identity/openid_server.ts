import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** Claims about a person at the provider. */
export type PersonClaims = Readonly<Record<string, unknown>>;

/** Claims of an ID token; a test may change them. */
export type TokenClaims = Record<string, unknown>;

/** A real OpenID Connect provider on a port of its own. */
export type OpenIdServer = AsyncDisposable & {
  readonly issuer: string;
  /** What it knows of each person, by the name with which they sign in; any password will do. */
  readonly people: Map<string, PersonClaims>;
  /** Requests so far, as `METHOD /path`. */
  readonly requests: string[];
  /** Changes the claims of ID tokens before they are signed again with the provider's key. */
  tamper: ((claims: TokenClaims) => TokenClaims) | null;
  /** With which key tampered tokens are signed; the provider's own by default. */
  signingKey: KeyObject | null;
  /** Answers every request with this status, if set. */
  failWith: number | null;
  /** Replaces the provider's keys. */
  rotateKeys(): void;
};

/** How the server differs from the default. */
export type OpenIdServerOptions = {
  /** URLs to which it sends browsers back. */
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  /** Whether it says that its answers name it (RFC 9207), as it does by default. */
  readonly namesIssuer?: boolean;
};

/** The client that the provider knows. */
export const CLIENT = { id: "parley", secret: "a-secret-of-a-client" };

/** Starts a provider. It asks for a name and any password, and for no consent. */
export async function startOpenIdServer(options: OpenIdServerOptions): Promise<OpenIdServer> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, PersonClaims>();
  let key = newKey();
  let handle = providerHandler(issuer, { ...options, people, key });
  const running: OpenIdServer = {
    issuer,
    people,
    requests: [],
    tamper: null,
    signingKey: null,
    failWith: null,
    rotateKeys() {
      key = newKey();
      handle = providerHandler(issuer, { ...options, people, key });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    running.requests.push(`${request.method} ${request.url?.replace(/\?.*/, "")}`);
    if (running.failWith) return void response.writeHead(running.failWith).end();
    const { tamper, signingKey } = running;
    if (tamper && request.url === "/token") {
      changeJson(response, (body) => ({
        ...body,
        id_token: resigned(String(body.id_token), tamper, signingKey ?? key.privateKey),
      }));
    }
    if (options.namesIssuer === false && request.url?.startsWith("/.well-known/")) {
      const field = "authorization_response_iss_parameter_supported";
      changeJson(response, (body) => ({ ...body, [field]: undefined }));
    }
    handle(request, response);
  });
  return running;
}

type Key = { readonly privateKey: KeyObject; readonly jwk: Record<string, unknown> };
type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

function newKey(): Key {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" };
  return { privateKey, jwk: { ...jwk, kid: crypto.randomUUID() } };
}

/** A key that is not the provider's. */
export function foreignKey(): KeyObject {
  return createPrivateKey({ key: newKey().jwk as JsonWebKey, format: "jwk" });
}

function providerHandler(
  issuer: string,
  { people, key, redirectUris, postLogoutRedirectUris = [] }:
    & OpenIdServerOptions
    & { people: Map<string, PersonClaims>; key: Key },
): Handler {
  const provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: [...redirectUris],
      post_logout_redirect_uris: [...postLogoutRedirectUris],
    }],
    jwks: { keys: [key.jwk] },
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "preferred_username"],
    },
    pkce: { required: () => true },
    cookies: { keys: ["for-tests"] },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, ...people.get(sub) }),
    }),
    loadExistingGrant: grantAll,
  });
  return provider.callback();
}

// deno-lint-ignore no-explicit-any
async function grantAll(context: any) {
  const { client, session, provider } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid email profile");
  await grant.save();
  return grant;
}

type Json = Record<string, unknown>;

function changeJson(response: ServerResponse, change: (body: Json) => Json): void {
  const end = response.end.bind(response);
  response.end = (chunk?: unknown) => {
    const body = JSON.parse(String(chunk));
    const text = JSON.stringify(body.error ? body : change(body));
    response.setHeader("Content-Length", new TextEncoder().encode(text).length);
    return end(text);
  };
}

function resigned(
  token: string,
  change: (claims: TokenClaims) => TokenClaims,
  key: KeyObject,
): string {
  const [header, payload] = token.split(".");
  const claims = change(JSON.parse(atob(payload!.replace(/-/g, "+").replace(/_/g, "/"))));
  const signed = `${header}.${base64Url(new TextEncoder().encode(JSON.stringify(claims)))}`;
  return `${signed}.${base64Url(sign("sha256", new TextEncoder().encode(signed), key))}`;
}

function base64Url(bytes: Uint8Array): string {
  return new Uint8Array(bytes).toBase64({ alphabet: "base64url", omitPadding: true });
}
