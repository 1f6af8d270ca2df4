import * as oidc from "openid-client";
import type {
  Identity,
  IdentityProvider,
  SignInProof,
} from "../../domain/accounts/identity_provider.ts";
import { AppError } from "../../domain/app_error.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Log } from "../../domain/log.ts";
import { said } from "../../domain/said.ts";
import type { IdentityProviderConfig } from "../config/identity_providers.ts";
import { type Claims, identityOf } from "./identity_claims.ts";

/** How long the provider may take for each answer, in seconds. */
const TIMEOUT = 10;

/** By how much the provider's clock may differ, in seconds. */
const CLOCK_TOLERANCE = 60;

/** For how long a sign-in can begin with what the provider published before, in milliseconds. */
const PUBLISHED_MS = 300_000;

/** How soon a provider that didn't answer is asked again for its button, in milliseconds. */
const RETRY_MS = 10_000;

/** Longest subject (OpenID Connect Core, 2). */
const MAX_SUBJECT_LENGTH = 255;

type OpenIdProviderDeps = {
  readonly clock: Clock;
  readonly log: Log;
  /** How the provider is reached; by default over the network. */
  readonly fetch?: oidc.CustomFetch;
};

/** What the provider publishes about itself, as it was at a time. */
type Published = { readonly config: oidc.Configuration; readonly at: number };

/** Signing in through OpenID Connect: the authorization code flow with PKCE, state and nonce. */
export class OpenIdProvider implements IdentityProvider {
  readonly name: string;
  readonly label: string;
  readonly allowedDomains: readonly string[];
  readonly trustedDomains: readonly string[];
  readonly #options: IdentityProviderConfig;
  readonly #deps: OpenIdProviderDeps;
  #published: Published | null = null;
  #failedAt: number | null = null;
  #asking: Promise<unknown> | null = null;

  /** Asks the provider in the background whether it is there. */
  constructor(options: IdentityProviderConfig, deps: OpenIdProviderDeps) {
    const { name, label, allowedDomains, trustedDomains } = options;
    this.name = name;
    this.label = label;
    this.allowedDomains = allowedDomains;
    this.trustedDomains = trustedDomains;
    this.#options = options;
    this.#deps = deps;
    this.#ask();
  }

  isReachable(): boolean {
    const isDue = this.#failedAt !== null && this.#now() - this.#failedAt >= RETRY_MS;
    if (isDue) this.#ask();
    return this.#failedAt === null;
  }

  async begin(redirectUri: string): Promise<{ url: string; proof: SignInProof }> {
    const config = await this.#recent();
    const proof = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: this.#options.scopes.join(" "),
      state: proof.state,
      nonce: proof.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(proof.verifier),
      code_challenge_method: "S256",
    });
    return { url: url.href, proof };
  }

  async finish(callbackUrl: string, proof: SignInProof): Promise<Identity> {
    // Asks for what the provider publishes now, so that its newest keys count.
    const config = await this.#discover();
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(callbackUrl), {
        expectedState: proof.state,
        expectedNonce: proof.nonce,
        pkceCodeVerifier: proof.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      if (claims.sub.length > MAX_SUBJECT_LENGTH) throw new Error("the subject is too long");
      const all = await withUserInfo(config, tokens.access_token, claims);
      return { ...identityOf(this.name, all), signOutHint: tokens.id_token! };
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  async signOutUrl({ hint, returnTo }: { hint?: string; returnTo: string }) {
    const config = await this.#recent().catch(() => null);
    if (!config?.serverMetadata().end_session_endpoint) return null;
    return oidc.buildEndSessionUrl(config, {
      post_logout_redirect_uri: returnTo,
      ...hint && { id_token_hint: hint },
    }).href;
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }

  #ask(): void {
    this.#asking ??= this.#discover().catch(() => {}).finally(() => this.#asking = null);
  }

  async #recent(): Promise<oidc.Configuration> {
    await this.#asking;
    const published = this.#published;
    const isRecent = published && this.#now() - published.at < PUBLISHED_MS;
    return isRecent && this.#failedAt === null ? published.config : await this.#discover();
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, secret } = this.#options;
    // Such an issuer is on this machine.
    const isPlain = issuer.startsWith("http:");
    try {
      const config = await oidc.discovery(
        new URL(issuer),
        clientId,
        { [oidc.clockTolerance]: CLOCK_TOLERANCE },
        authentication(secret),
        {
          timeout: TIMEOUT,
          [oidc.customFetch]: this.#deps.fetch,
          execute: [
            oidc.enableNonRepudiationChecks,
            ...isPlain ? [oidc.allowInsecureRequests] : [],
          ],
        },
      );
      this.#published = { config, at: this.#now() };
      this.#failedAt = null;
      return config;
    } catch (error) {
      if (this.#failedAt === null) {
        this.#deps.log.warn(`Cannot reach ${this.label} for signing in`, this.#facts(error));
      }
      this.#failedAt = this.#now();
      throw this.#away(error);
    }
  }

  #refusal(error: unknown): AppError {
    this.#deps.log.warn(`Refused a sign-in through ${this.label}`, this.#facts(error));
    if (isOutage(error)) return this.#away(error);
    if (error instanceof oidc.AuthorizationResponseError && error.error === "access_denied") {
      const words = said`The sign-in at ${this.label} was cancelled`;
      return new AppError("unauthenticated", words, { cause: error });
    }
    const words = said`${this.label} did not confirm this sign-in; try again`;
    return new AppError("unauthenticated", words, { cause: error });
  }

  #away(cause: unknown): AppError {
    const words = said`${this.label} does not answer; try again later or sign in another way`;
    return new AppError("unavailable", words, { cause });
  }

  /** What went wrong, for the log. Nothing in it is secret. */
  #facts(error: unknown): { provider: string; reason: string } {
    const { message, code, error: answered } = error as oidc.ClientError & { error?: string };
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
    return {
      provider: this.name,
      reason: [message, code, answered, cause].filter(Boolean).join(": "),
    };
  }
}

/** The email may be told by the UserInfo endpoint only (OpenID Connect Core, 5.4). */
async function withUserInfo(
  config: oidc.Configuration,
  accessToken: string,
  claims: oidc.IDToken,
): Promise<Claims> {
  if (claims.email !== undefined || !config.serverMetadata().userinfo_endpoint) return claims;
  return { ...await oidc.fetchUserInfo(config, accessToken, claims.sub), ...claims };
}

/** With a secret, as the provider wants it; `client_secret_basic` unless it says otherwise. */
function authentication(secret: string | null): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, ...request) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const isBasic = methods.includes("client_secret_basic");
    return (isBasic ? basic : post)(server, ...request);
  };
}

/** Whether the provider gave no answer, or one that says that it has trouble. */
function isOutage(error: unknown): boolean {
  const { cause } = error as { cause?: unknown };
  if (cause instanceof Response) return cause.status >= 500;
  const code = (error as oidc.ClientError).code;
  return code === "OAUTH_TIMEOUT" || error instanceof TypeError && code === undefined;
}
