/** An account. `email` is trimmed and lower-cased. */
export type User = {
  /** UUIDv7. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: Date;
};

/** A user's credential for programs. The token itself is shown once and stored as a hash. */
export type ApiToken = {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
};

/** Who calls: the service, which may name any user, or one user. */
export type Principal =
  | { readonly kind: "service" }
  | { readonly kind: "user"; readonly userId: string };
