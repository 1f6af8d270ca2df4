import { AppError } from "../app_error.ts";
import type { Clock } from "../clock.ts";
import { said } from "../said.ts";
import { type Caller, enter, type Entrant, type SignedIn, type SignInLimits } from "./accounts.ts";
import type { DeviceGateway } from "./device_gateway.ts";
import { checkEmail, normalizeEmail } from "./email_address.ts";
import type { IdentityGateway } from "./identity_gateway.ts";
import type { Identity, IdentityProvider, SignInProof } from "./identity_provider.ts";
import { MAX_NAME_LENGTH, normalizeName } from "./input.ts";
import type { RateLimiter } from "./rate_limiter.ts";
import type { SessionGateway } from "./session_gateway.ts";
import type { User } from "./user.ts";

/** A provider for the button of the sign-in page. */
export type ProviderButton = Pick<IdentityProvider, "name" | "label"> & {
  readonly isReachable: boolean;
};

/** A sign-in that has begun at a provider. Only the browser that began it can finish it. */
export type BegunSignIn = { readonly provider: string; readonly proof: SignInProof };

/** The use cases of signing in through an identity provider. Errors are those of {@link App}. */
export interface ProviderSignInUseCases {
  /** The providers, in the operator's order. */
  listProviders(): readonly ProviderButton[];

  /**
   * Begins a sign-in.
   *
   * @param input `redirectUri` is the URL to which the provider sends the browser back.
   * @returns The provider's URL for the browser, and what the browser must keep for
   * `finishProviderSignIn()`.
   * @throws `not_found` when there is no such provider, `unavailable`, `rate_limited`
   */
  beginProviderSignIn(
    input: { provider: string; redirectUri: string } & Pick<Caller, "client">,
  ): Promise<{ readonly url: string; readonly proof: SignInProof }>;

  /**
   * Signs the person in whom the provider names. Someone who is new gets an account. An account
   * with their e-mail address stays closed to them, unless the provider is trusted with that
   * address; then it becomes theirs alone ({@link IdentityGateway.takeOver}).
   *
   * @param input `callbackUrl` is the URL with which the browser came back; `begun` is the last
   * sign-in that it began, if it still knows that.
   * @throws `unauthenticated`, `permission_denied`, `email_taken`, `invalid_argument`, `not_found`,
   * `unavailable`, `rate_limited`
   */
  finishProviderSignIn(
    input: { provider: string; callbackUrl: string; begun: BegunSignIn | null } & Entrant,
  ): Promise<SignedIn & Pick<Identity, "signOutHint">>;

  /**
   * Where to send a browser that has signed out here, to end its session at the provider, too.
   *
   * @returns `null` when the provider doesn't offer that, or doesn't answer.
   */
  providerSignOutUrl(
    provider: string,
    options: { hint?: string; returnTo: string },
  ): Promise<string | null>;
}

/** What the use cases of identity providers work with. */
export type ProviderSignInDeps = {
  readonly identityProviders: readonly IdentityProvider[];
  readonly identities: IdentityGateway;
  readonly sessions: SessionGateway;
  readonly devices: DeviceGateway;
  readonly rateLimiter: RateLimiter;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly signUpOpen: boolean;
  readonly passwordSignIn: boolean;
  readonly limits: SignInLimits;
};

/** Binds the use cases of signing in through an identity provider. */
export function createProviderSignInUseCases(deps: ProviderSignInDeps): ProviderSignInUseCases {
  const { identityProviders, rateLimiter, limits } = deps;
  return {
    listProviders: () =>
      identityProviders.map((provider) => ({
        name: provider.name,
        label: provider.label,
        isReachable: provider.isReachable(),
      })),
    async beginProviderSignIn({ provider, redirectUri, client }) {
      const found = findProvider(deps, provider);
      await rateLimiter.take(`provider-begin-from:${client}`, limits.clientSignIns);
      return await found.begin(redirectUri);
    },
    async finishProviderSignIn({ provider: name, callbackUrl, begun, ...entrant }) {
      const provider = findProvider(deps, name);
      await rateLimiter.take(`provider-finish-from:${entrant.client}`, limits.clientSignIns);
      const identity = await identify(provider, { callbackUrl, begun });
      const user = await deps.identities.find(identity.key) ??
        await admit(deps, provider, identity);
      return { ...await enter(deps, user, entrant), signOutHint: identity.signOutHint };
    },
    async providerSignOutUrl(name, options) {
      const provider = identityProviders.find((one) => one.name === name);
      return provider ? await provider.signOutUrl(options) : null;
    },
  };
}

/**
 * Learns from a provider who has come back from it.
 *
 * @throws {AppError} `unauthenticated`, `unavailable`
 */
export async function identify(
  provider: IdentityProvider,
  { callbackUrl, begun }: { callbackUrl: string; begun: BegunSignIn | null },
): Promise<Identity> {
  if (begun?.provider !== provider.name) throw notBegunHere();
  const identity = await provider.finish(callbackUrl, begun.proof);
  assertAllowed(provider, identity);
  return identity;
}

/** @throws {AppError} `not_found` when there is no provider of that name. */
export function findProvider(
  { identityProviders }: Pick<ProviderSignInDeps, "identityProviders">,
  name: string,
): IdentityProvider {
  const provider = identityProviders.find((one) => one.name === name);
  if (provider) return provider;
  throw new AppError("not_found", said`There is no such way to sign in`);
}

function assertAllowed({ label, allowedDomains }: IdentityProvider, { email }: Identity): void {
  if (allowedDomains.length === 0) return;
  const { address, isCurrent } = ownAddress(email);
  if (isCurrent && allowedDomains.includes(domainOf(address))) return;
  throw new AppError(
    "unauthenticated",
    said`${label} may be used here only with an address at ${
      allowedDomains.join(", ")
    } that it has verified`,
  );
}

/** Finds or makes the account of someone who has not signed in with this identity before. */
async function admit(
  deps: ProviderSignInDeps,
  provider: IdentityProvider,
  { key, name, email }: Identity,
): Promise<User> {
  const { identities, clock, newId, signUpOpen, passwordSignIn } = deps;
  const { label, trustedDomains } = provider;
  const { address, isVerified, isCurrent } = ownAddress(email);
  if (!isVerified) throw notVerified(label);
  const owner = await identities.findByEmail(address);
  if (owner) {
    if (!isCurrent || !trustedDomains.includes(domainOf(address))) {
      throw taken(label, address, passwordSignIn);
    }
    await identities.takeOver(owner.id, key, clock.now());
    return owner;
  }
  if (!signUpOpen) {
    throw new AppError("unauthenticated", said`New accounts cannot be made on this server`);
  }
  const problem = checkEmail(address);
  if (problem) throw new AppError("invalid_argument", problem);
  const now = clock.now();
  const called = nameOf(name, address);
  const user: User = { id: newId(), name: called, email: address, settings: {}, createdAt: now };
  await identities.createUser(user, key);
  return user;
}

/**
 * The address as accounts have it. Accounts spell addresses in small letters; an address in which
 * that changes more than the letters A to Z (the Kelvin sign becomes a k) is somebody else's at the
 * provider, so it doesn't count as verified.
 */
function ownAddress(email: Identity["email"]): NonNullable<Identity["email"]> {
  if (!email) return { address: "", isVerified: false, isCurrent: false };
  const address = normalizeEmail(email.address);
  const small = email.address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const isSame = address === small;
  return {
    address,
    isVerified: email.isVerified && isSame,
    isCurrent: email.isCurrent && isSame,
  };
}

/** A name that fits an account. */
function nameOf(name: string, address: string): string {
  const line = normalizeName(name.toWellFormed().replace(/[\s\p{Cc}]+/gu, " "));
  const cut = line.slice(0, MAX_NAME_LENGTH).toWellFormed().trim();
  return cut || address.split("@")[0]!.slice(0, MAX_NAME_LENGTH);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

function notBegunHere(): AppError {
  return new AppError(
    "unauthenticated",
    said`This sign-in was begun in another browser or tab, or too long ago; try again`,
  );
}

function notVerified(label: string): AppError {
  return new AppError(
    "unauthenticated",
    said`${label} has not verified your e-mail address, which a new account needs; verify it there and try again`,
  );
}

function taken(label: string, address: string, passwordSignIn: boolean): AppError {
  if (!passwordSignIn) {
    return new AppError(
      "email_taken",
      said`An account with the address ${address} already exists; sign in to it as before, then link ${label} on the account page, or ask who runs this server`,
    );
  }
  return new AppError(
    "email_taken",
    said`An account with the address ${address} already exists; sign in with its password, then link ${label} on the account page`,
  );
}
