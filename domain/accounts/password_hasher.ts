/** A client that waits for a hash. */
export type HashClient = {
  /**
   * The key by which its share of the queue is limited, such as a network address; no limit by
   * default.
   */
  readonly client?: string;
  /**
   * Whether it is known: it has a session, or its browser has signed in to this account before.
   * Known clients go first, so that a crowd of unknown ones can't lock them out.
   */
  readonly isKnown?: boolean;
  /** Aborts when the client disconnects; a hash that has not begun is then dropped. */
  readonly signal?: AbortSignal;
};

/**
 * Slow, salted hashing of normalized passwords. All methods throw `unavailable` when too many calls
 * are waiting, in total or from this client, and when the client has disconnected. Known and
 * unknown clients wait in separate queues.
 */
export interface PasswordHasher {
  /** @returns The hash with its salt and parameters, in PHC string format. */
  hash(password: string, client?: HashClient): Promise<string>;

  /**
   * Compares in constant time. With `hash` `null` (no such account) it does the same work and
   * returns false.
   */
  verify(password: string, hash: string | null, client?: HashClient): Promise<boolean>;
}
