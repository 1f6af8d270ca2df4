import type { User, UserSettings } from "./user.ts";

/** Stored accounts. */
export interface UserGateway {
  /**
   * Stores a new account.
   *
   * @param passwordHash A hash made by {@link PasswordHasher}.
   * @throws {AppError} `email_taken`, decided by a unique index, with `details.fields.email`.
   */
  create(user: User, passwordHash: string): Promise<void>;

  /** The account with this normalized e-mail address and its password hash, or `null`. */
  findByEmail(email: string): Promise<{ user: User; passwordHash: string } | null>;

  /** The account with this id, or `null`. */
  find(userId: string): Promise<User | null>;

  /**
   * Changes some of a user's settings and leaves the others, even when another call changes those
   * at the same time.
   *
   * @param changes A setting that is `undefined` here is removed.
   * @returns The user as it is now, or `null` when there is none of that id.
   */
  updateSettings(userId: string, changes: UserSettings): Promise<User | null>;

  /**
   * Changes the given fields.
   *
   * @param changes `email` is normalized.
   * @returns The user as it is now, or `null` when there is none of that id.
   * @throws {AppError} `email_taken`, as `create` does.
   */
  update(userId: string, changes: { name?: string; email?: string }): Promise<User | null>;

  /**
   * Sets a new password, ends all of the user's sessions and forgets their devices, in one
   * transaction.
   *
   * @returns whether there is such a user.
   */
  changePassword(userId: string, passwordHash: string): Promise<boolean>;
}
