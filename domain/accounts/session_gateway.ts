import type { Session, User } from "./user.ts";

/** A session that was found by its secret. */
export type FoundSession = {
  readonly user: User;
  /** As {@link Session} has it. */
  readonly sessionId: string;
  /** Set when the session was just prolonged and the cookie should be sent again. */
  readonly renewedUntil: Date | null;
};

/** Browser sessions. Every method that takes a `userId` treats other users' sessions as missing. */
export interface SessionGateway {
  /**
   * Begins a session.
   *
   * @param device `userAgent` is what the browser says of itself, at most 255 characters; nothing
   * by default.
   * @returns The secret to put into the cookie, and when it expires.
   * @throws {AppError} `not_found` when the account was deleted meanwhile.
   */
  create(
    userId: string,
    device?: { userAgent: string },
  ): Promise<{ secret: string; expiresAt: Date }>;

  /** Whose session this is, or `null`. Notes every few minutes that it was seen. */
  validate(secret: string): Promise<FoundSession | null>;

  /** Ends the session with this secret. Ending one that is gone is no error. */
  revoke(secret: string): Promise<void>;

  /** The user's sessions that have not expired, the one seen last first. */
  list(userId: string): Promise<Session[]>;

  /** Ends one of the user's sessions. @returns whether there was one of that id. */
  revokeOne(userId: string, sessionId: string): Promise<boolean>;

  /** Ends all of the user's sessions but one. */
  revokeOthers(userId: string, keptId: string): Promise<void>;
}
