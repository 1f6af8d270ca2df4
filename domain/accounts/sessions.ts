import { AppError } from "../app_error.ts";
import { said } from "../said.ts";
import type { SessionGateway } from "./session_gateway.ts";
import type { Session } from "./user.ts";

/** Longest description of a browser that is kept; today's have 110 to 150 characters. */
const MAX_USER_AGENT_LENGTH = 255;

/** The use cases about a user's sessions in browsers. Errors are those of {@link App}. */
export interface SessionUseCases {
  /** The user's sessions, the last used first. */
  listSessions(userId: string): Promise<Session[]>;

  /** Signs the user out of one browser. @throws `not_found` */
  revokeSession(userId: string, sessionId: string): Promise<void>;

  /** Signs the user out of every browser but one. */
  revokeOtherSessions(userId: string, keptId: string): Promise<void>;
}

/** Binds the use cases about a user's sessions in browsers. */
export function createSessionUseCases(
  { sessions }: { readonly sessions: SessionGateway },
): SessionUseCases {
  return {
    listSessions: (userId) => sessions.list(userId),
    async revokeSession(userId, sessionId) {
      if (await sessions.revokeOne(userId, sessionId)) return;
      throw new AppError("not_found", said`There is no such session`);
    },
    revokeOtherSessions: (userId, keptId) => sessions.revokeOthers(userId, keptId),
  };
}

/** A `User-Agent` header as it is stored: one line of bounded length. */
export function normalizeUserAgent(userAgent: string): string {
  const line = userAgent.toWellFormed().replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.slice(0, MAX_USER_AGENT_LENGTH).toWellFormed();
}
