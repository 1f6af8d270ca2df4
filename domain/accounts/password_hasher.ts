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
