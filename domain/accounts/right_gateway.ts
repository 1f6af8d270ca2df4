/**
 * What gives the right to read a stream: a browser session, an API token, or, when the service acts
 * for a user, that the user's account has not been deleted.
 */
export type Right = {
  readonly kind: "session" | "apiToken" | "account";
  /** Id of the session, token or user. */
  readonly id: string;
};

/** Knows which rights have ended, in any process. */
export interface RightGateway {
  /**
   * The rights among these that have ended by `now`: signed out, revoked, expired, or deleted with
   * their account. Takes a fixed number of statements for every few hundred rights.
   */
  findEnded(rights: readonly Right[], now: Date): Promise<Right[]>;
}
