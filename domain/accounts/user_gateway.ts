import type { User, UserSettings } from "./user.ts";

/** Stored accounts. */
export interface UserGateway {
  /**
   * Stores a new account.
   *
   * @param passwordHash As a {@link PasswordHasher} made it.
   * @throws {AppError} `email_taken`, decided by a unique index, with `details.fields.email`.
   */
  create(user: User, passwordHash: string): Promise<void>;

  /** The account of this normalized e-mail address with its password hash, or `null`. */
  findByEmail(email: string): Promise<{ user: User; passwordHash: string } | null>;

  /** The account with this id, or `null`. */
  find(userId: string): Promise<User | null>;

  /**
   * Changes some of a user's settings and leaves the others, whoever changes those meanwhile.
   *
   * @param changes What is `undefined` here is taken away.
   * @returns The user as it is now, or `null` when there is none of that id.
   */
  updateSettings(userId: string, changes: UserSettings): Promise<User | null>;

  /**
   * Changes what is given.
   *
   * @param changes `email` is normalized.
   * @returns The user as it is now, or `null` when there is none of that id.
   * @throws {AppError} `email_taken`, as `create` does.
   */
  update(userId: string, changes: { name?: string; email?: string }): Promise<User | null>;

  /**
   * Sets another password, ends all of the user's sessions and forgets their devices, in one transaction.
   *
   * @returns whether there is such a user.
   */
  changePassword(userId: string, passwordHash: string): Promise<boolean>;
}

/** Who waits for a hash. */
export type HashClient = {
  /** Whose share of the queue it takes, such as a network address; nobody's by default. */
  readonly client?: string;
  /**
   * Whether it is known: a session, or a browser in which somebody signed in to this account before. Known
   * clients go first, so that no crowd of strangers keeps them out.
   */
  readonly isKnown?: boolean;
  /** Aborts when nobody waits for it any more; then it isn't begun. */
  readonly signal?: AbortSignal;
};

/**
 * Slow, salted password hashing. Passwords are normalized. All methods throw `unavailable` when too many wait
 * already, in all or of this client, and when the client has left. Known clients and strangers wait apart.
 */
export interface PasswordHasher {
  /** @returns The hash with its salt and parameters, in PHC string format. */
  hash(password: string, client?: HashClient): Promise<string>;

  /**
   * Compares in constant time. With `hash` `null` (no such account) it does the same work and
   * answers false.
   */
  verify(password: string, hash: string | null, client?: HashClient): Promise<boolean>;
}

/**
 * Why a password is easy to guess.
 *
 * - `common`: it is, or resembles, one that many people have
 * - `personal`: without what is known of its owner little is left of it
 * - `repeated`: it repeats characters or itself
 * - `sequence`: alphabet, numbers, a row of keys, a date
 * - `guessable`: anything else
 */
export type PasswordWeakness = "common" | "personal" | "repeated" | "sequence" | "guessable";

/** Judges how well passwords stand up to guessing. */
export interface PasswordStrength {
  /**
   * What makes a password too easy to guess, or `null` when it is not.
   *
   * @param ownWords What somebody who knows its owner would try, in lower case.
   */
  findWeakness(password: string, ownWords: readonly string[]): Promise<PasswordWeakness | null>;
}

/**
 * At most `count` calls in `seconds`, counted from the first; then the next call begins anew. So
 * `seconds` that straddle two counts may see up to twice as many.
 */
export type RateLimit = { readonly count: number; readonly seconds: number };

/** Counts calls in a window of time, across processes. */
export interface RateLimiter {
  /**
   * Counts one call.
   *
   * @param key What is limited and for whom, e.g. `sign-in:someone@example.com`.
   * @throws {AppError} `rate_limited` with `details.retryAfterSeconds` when that is exceeded.
   */
  take(key: string, limit: RateLimit): Promise<void>;

  /** Counts nothing, but throws as `take` does when the next call would exceed the limit. */
  check(key: string, limit: RateLimit): Promise<void>;
}
