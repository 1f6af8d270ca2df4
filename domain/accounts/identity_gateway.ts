import type { IdentityKey } from "./identity_provider.ts";
import type { User } from "./user.ts";

/** An identity that opens an account. */
export type LinkedIdentity = {
  /** The provider's name. */
  readonly provider: string;
  readonly linkedAt: Date;
};

/** What opens an account. */
export type WaysIn = {
  readonly hasPassword: boolean;
  /** Oldest first. */
  readonly identities: readonly LinkedIdentity[];
};

/** Who is who at identity providers: each identity belongs to at most one account. */
export interface IdentityGateway {
  /** The account that this identity opens, or `null`. */
  find(key: IdentityKey): Promise<User | null>;

  /** The account with this normalized e-mail address, with or without a password, or `null`. */
  findByEmail(email: string): Promise<User | null>;

  /**
   * Stores a new account without a password, which this identity opens.
   *
   * @throws {AppError} `email_taken`, decided by a unique index.
   */
  createUser(user: User, key: IdentityKey): Promise<void>;

  /**
   * Gives an account to the owner of its e-mail address: from now on this identity opens it, and
   * nothing that was set up before does. The password, other identities, sessions, known browsers
   * and API tokens are deleted, in one transaction.
   *
   * @throws {AppError} `not_found` when the account was deleted in the meantime.
   */
  takeOver(userId: string, key: IdentityKey, now: Date): Promise<void>;

  /** What opens this account; nothing when there is no such account. */
  waysIn(userId: string): Promise<WaysIn>;

  /**
   * Lets an identity open an account, too. Does nothing when it does already.
   *
   * @throws {AppError} `permission_denied` when it opens another account, `not_found` when the
   * account was deleted in the meantime.
   */
  link(userId: string, key: IdentityKey, now: Date): Promise<void>;

  /**
   * Lets a provider's identities no longer open an account, unless nothing else would.
   *
   * @param provider The provider's name.
   * @param rule `countPassword`: whether a password counts as a way in.
   * @returns whether something else opens the account; if not, nothing has changed.
   */
  unlink(
    userId: string,
    provider: string,
    rule: { readonly countPassword: boolean },
  ): Promise<boolean>;
}
