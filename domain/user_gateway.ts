import type { ApiToken, User, UserSettings } from "./user.ts";

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
}

/** Browser sessions. */
export interface SessionGateway {
  /** @returns The secret to put into the cookie, and when it expires. */
  create(userId: string): Promise<{ secret: string; expiresAt: Date }>;

  /**
   * Whose session this is, or `null`. `renewedUntil` is set when the session was just prolonged and
   * the cookie should be sent again.
   */
  validate(secret: string): Promise<{ user: User; renewedUntil: Date | null } | null>;

  /** Ends one session. Ending one that is gone is no error. */
  revoke(secret: string): Promise<void>;
}

/** API tokens, stored as SHA-256 hashes in lower-case hex. */
export interface TokenGateway {
  /** Stores a new token's hash. */
  create(token: ApiToken, hash: string): Promise<void>;

  /** The token with this hash, or `null`; notes `now` as its last use (at most once a minute). */
  use(hash: string, now: Date): Promise<ApiToken | null>;
}

/** Slow, salted password hashing. */
export interface PasswordHasher {
  /** @returns The hash with its salt and parameters, in PHC string format. */
  hash(password: string): Promise<string>;

  /**
   * Compares in constant time. With `hash` `null` (no such account) it does the same work and
   * answers false.
   */
  verify(password: string, hash: string | null): Promise<boolean>;
}

/** Knows the passwords that guessing starts with. */
export interface CommonPasswords {
  /** Whether the password, in any case, is among the commonest. */
  includes(password: string): Promise<boolean>;
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
