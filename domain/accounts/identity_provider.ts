/** What only the browser that began a sign-in knows, until it comes back from the provider. */
export type SignInProof = {
  /** Ties the provider's redirect to this browser (RFC 6749, 10.12). */
  readonly state: string;
  /** Ties the ID token to this sign-in (OpenID Connect Core, 3.1.2.1). */
  readonly nonce: string;
  /** Ties the code to this sign-in (RFC 7636). */
  readonly verifier: string;
};

/** The e-mail address that a provider gives for a person. */
export type ProvidedEmail = {
  /** As the provider writes it. */
  readonly address: string;
  /** Whether the provider has checked that the person receives mail there. */
  readonly isVerified: boolean;
  /**
   * Whether it is still theirs as far as the provider knows: it is verified, and the provider
   * manages the address or vouches for it at each sign-in.
   */
  readonly isCurrent: boolean;
};

/** A person as a provider knows them. */
export type Identity = {
  readonly provider: string;
  /** Names the person for ever: the provider, its issuer and the person's id there. */
  readonly key: IdentityKey;
  readonly name: string;
  readonly email: ProvidedEmail | null;
  /** With this the provider knows whom to sign out: the ID token. */
  readonly signOutHint: string;
};

/** What stays the same for a person at a provider, whatever else of them changes. */
export type IdentityKey = {
  /** The provider's name, a colon, and a hash of its issuer; at most 64 characters. */
  readonly provider: string;
  /** The person's id at that issuer, at most 255 characters. */
  readonly subject: string;
};

/** A service that people can sign in with. */
export interface IdentityProvider {
  /** Small letters and digits; it is part of URLs. */
  readonly name: string;
  /** What its button says. */
  readonly label: string;
  /** Domains of the e-mail addresses of those who may sign in; empty for everyone. */
  readonly allowedDomains: readonly string[];
  /**
   * Domains whose addresses the provider gives out itself: whoever it says has such an address is
   * the owner of the account with that address.
   */
  readonly trustedDomains: readonly string[];

  /**
   * Whether the provider answered when it was last asked; true before that. If it didn't, it is
   * asked again in the background.
   */
  isReachable(): boolean;

  /**
   * Begins a sign-in.
   *
   * @param redirectUri The URL to which the provider sends the browser back.
   * @returns Where to send the browser.
   * @throws {AppError} `unavailable` when the provider doesn't answer.
   */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly proof: SignInProof }>;

  /**
   * Completes a sign-in. Everything that the provider says is checked: issuer, audience, signature,
   * time, and that it answers this sign-in. A code works once.
   *
   * @param callbackUrl The URL with which the browser came back.
   * @param proof What `begin()` gave to this browser.
   * @throws {AppError} `unauthenticated` when anything is wrong, `unavailable` when the provider
   * doesn't answer.
   */
  finish(callbackUrl: string, proof: SignInProof): Promise<Identity>;

  /**
   * Where to send a browser to end its session at the provider, too.
   *
   * @param options `hint` is the identity's `signOutHint`; `returnTo` is the URL to which the
   * provider sends the browser back.
   * @returns `null` when the provider doesn't offer that, or doesn't answer.
   */
  signOutUrl(
    options: { readonly hint?: string; readonly returnTo: string },
  ): Promise<string | null>;
}
