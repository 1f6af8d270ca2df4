import { AppError } from "../app_error.ts";
import { said } from "../said.ts";
import {
  confirm,
  type ConfirmationDeps,
  type Confirmed,
  countAttempt,
  usesPassword,
} from "./confirmation.ts";
import type { IdentityProvider, SignInProof } from "./identity_provider.ts";
import { type BegunSignIn, findProvider, identify } from "./provider_sign_in.ts";

/** A provider on the account page. */
export type ProviderLink = {
  readonly name: string;
  /** The name, if the operator no longer offers the provider. */
  readonly label: string;
  readonly isOffered: boolean;
  /** Since when it opens the account; `null` if it doesn't. */
  readonly linkedAt: Date | null;
};

/** How a user signs in. */
export type SignInWays = {
  /** Whether the user has a password that opens the account. */
  readonly usesPassword: boolean;
  /** Whether accounts can have passwords that open them. */
  readonly passwordSignIn: boolean;
  /** Providers that are offered, and others that open the account. */
  readonly links: readonly ProviderLink[];
};

/** The use cases of a user about the providers that open their account. */
export interface ProviderLinkUseCases {
  /** How the user signs in. */
  getSignInWays(userId: string): Promise<SignInWays>;

  /**
   * Begins to link a provider to the user's account, confirmed by the password or, without one, by
   * having just signed in.
   *
   * @returns As `beginProviderSignIn()` does.
   * @throws `invalid_argument` on field `linkPassword`, `not_found`, `unavailable`, `rate_limited`
   */
  beginProviderLink(
    input: Confirmed & { provider: string; password: string; redirectUri: string },
  ): Promise<{ readonly url: string; readonly proof: SignInProof }>;

  /**
   * Links the identity with which the user has come back, so that it opens the account. Its e-mail
   * address may differ from the account's.
   *
   * @throws as `finishProviderSignIn()`; `permission_denied` when it opens another account
   */
  finishProviderLink(
    input: Pick<Confirmed, "userId" | "client"> & {
      provider: string;
      callbackUrl: string;
      begun: BegunSignIn | null;
    },
  ): Promise<void>;

  /** Unlinks a provider. @throws `permission_denied` when nothing else would open the account */
  unlinkProvider(input: { userId: string; provider: string }): Promise<void>;
}

type ProviderLinkDeps = ConfirmationDeps & {
  readonly identityProviders: readonly IdentityProvider[];
};

/** Binds the use cases of a user about the providers that open their account. */
export function createProviderLinkUseCases(deps: ProviderLinkDeps): ProviderLinkUseCases {
  const { identities, rateLimiter, limits, clock, passwordSignIn } = deps;
  return {
    getSignInWays: (userId) => getSignInWays(deps, userId),
    async beginProviderLink({ provider, redirectUri, ...input }) {
      const found = findProvider(deps, provider);
      await countAttempt(deps, input);
      await confirm(deps, { ...input, field: "linkPassword" });
      return await found.begin(redirectUri);
    },
    async finishProviderLink({ userId, client, provider: name, ...returned }) {
      const provider = findProvider(deps, name);
      await rateLimiter.take(`provider-finish-from:${client}`, limits.clientSignIns);
      const { key } = await identify(provider, returned);
      await identities.link(userId, key, clock.now());
    },
    async unlinkProvider({ userId, provider }) {
      if (await identities.unlink(userId, provider, { countPassword: passwordSignIn })) return;
      throw new AppError(
        "permission_denied",
        said`Nothing else opens your account; first link another provider or set a password`,
      );
    },
  };
}

async function getSignInWays(deps: ProviderLinkDeps, userId: string): Promise<SignInWays> {
  const { identities, identityProviders, passwordSignIn } = deps;
  const { identities: linked } = await identities.waysIn(userId);
  const offered = identityProviders.map(({ name }) => name);
  const names = new Set([...offered, ...linked.map(({ provider }) => provider)]);
  return {
    usesPassword: await usesPassword(deps, userId),
    passwordSignIn,
    links: [...names].map((name) => ({
      name,
      label: identityProviders.find((one) => one.name === name)?.label ?? name,
      isOffered: offered.includes(name),
      linkedAt: linked.find(({ provider }) => provider === name)?.linkedAt ?? null,
    })),
  };
}
