import type { Session, User } from "./user.ts";

/** A valid session. */
export type FoundSession = {
  readonly user: User;
  /** The `id` of its {@link Session}. */
  readonly sessionId: string;
  /** Set when the session was just extended and the cookie should be sent again. */
  readonly renewedUntil: Date | null;
};

/** Browser sessions. Every method that takes a `userId` treats other users' sessions as missing. */
export interface SessionGateway {
  /**
   * Begins a session.
   *
   * @param device `userAgent` is the browser's `User-Agent` header, at most 255 characters; empty
   * by default.
   * @returns The secret for the cookie, and when it expires.
   * @throws {AppError} `not_found` when the account was deleted in the meantime.
   */
  create(
    userId: string,
    device?: { userAgent: string },
  ): Promise<{ secret: string; expiresAt: Date }>;

  /** The session with this secret, or `null`. Records every few minutes that it was used. */
  validate(secret: string): Promise<FoundSession | null>;

  /** Ends the session with this secret. Does nothing when there is none. */
  revoke(secret: string): Promise<void>;

  /** The user's sessions that have not expired, the last used first. */
  list(userId: string): Promise<Session[]>;

  /** Ends one of the user's sessions. @returns whether there was a session with that id. */
  revokeOne(userId: string, sessionId: string): Promise<boolean>;

  /** Ends all of the user's sessions but one. */
  revokeOthers(userId: string, keptId: string): Promise<void>;
}
