import type { IdentityKey } from "./identity_provider.ts";
import type { User } from "./user.ts";

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
}
