/**
 * What lets somebody read on: a session in a browser, an API token, or, where the service acts for a
 * user, that this user's account was not deleted.
 */
export type Right = {
  readonly kind: "session" | "token" | "account";
  /** Id of the session, token or user. */
  readonly id: string;
};

/** Knows which rights have ended, by whichever process. */
export interface RightGateway {
  /**
   * Those of these rights that have ended by `now`: signed out, revoked, expired, or gone with their
   * account. In a fixed number of statements for each few hundred.
   */
  findEnded(rights: readonly Right[], now: Date): Promise<Right[]>;
}
