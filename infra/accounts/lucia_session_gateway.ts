import {
  type Adapter,
  generateIdFromEntropySize,
  Lucia,
  type Session as LuciaSession,
} from "lucia";
import { isUnavailable } from "../../domain/app_error.ts";
import type { FoundSession, SessionGateway } from "../../domain/accounts/session_gateway.ts";
import type { Session, User } from "../../domain/accounts/user.ts";
import { MAX_AGE_MS, SessionRows } from "../db/accounts/session_rows.ts";
import type { Database } from "../db/connection/database.ts";
import { sha256 } from "../hashes/sha256.ts";

// OWASP's session management cheat sheet asks for at least 64 bits; Lucia's own ids have 200.
const SECRET_BYTES = 25;

/** How often a session's last use is stored, in milliseconds. */
const NOTE_SEEN_EVERY_MS = 5 * 60_000;

type UserAttributes = Omit<User, "id">;
type SessionAttributes = Omit<Session, "id"> & {
  /** The stored end of the session; Lucia's own `expiresAt` may be later already. */
  readonly storedUntil: Date;
};

declare module "lucia" {
  interface Register {
    Lucia: Lucia<SessionAttributes, UserAttributes>;
    DatabaseUserAttributes: UserAttributes;
    DatabaseSessionAttributes: SessionAttributes;
  }
}

/**
 * {@link SessionGateway} with Lucia, which decides when a session ends (30 days after it was last
 * prolonged) and when it is prolonged (in its second half), but never past {@link MAX_AGE_MS}. A
 * session's id is the SHA-256 of its secret, so an id from the database or from a page's form can't
 * be used to sign in.
 */
export class LuciaSessionGateway implements SessionGateway {
  readonly #rows: SessionRows;
  readonly #lucia: Lucia<SessionAttributes, UserAttributes>;

  constructor(database: Database) {
    this.#rows = new SessionRows(database);
    this.#lucia = new Lucia(luciaAdapter(this.#rows), {
      getUserAttributes: (attributes) => attributes,
      getSessionAttributes: (attributes) => attributes,
    });
  }

  async create(
    userId: string,
    { userAgent } = { userAgent: "" },
  ): Promise<{ secret: string; expiresAt: Date }> {
    const secret = generateIdFromEntropySize(SECRET_BYTES);
    const now = new Date();
    const attributes = { userAgent, createdAt: now, lastSeenAt: now, storedUntil: now };
    const sessionId = sha256(secret);
    const { expiresAt } = await this.#lucia.createSession(userId, attributes, { sessionId });
    return { secret, expiresAt };
  }

  async validate(secret: string): Promise<FoundSession | null> {
    const { user, session } = await this.#lucia.validateSession(sha256(secret));
    if (!user) return null;
    const now = Date.now();
    const sinceSeen = now - session.lastSeenAt.getTime();
    if (sinceSeen >= NOTE_SEEN_EVERY_MS) await this.#noteSeen(session.id, now);
    return { user, sessionId: session.id, renewedUntil: await this.#prolong(session) };
  }

  async revoke(secret: string): Promise<void> {
    await this.#lucia.invalidateSession(sha256(secret));
  }

  async list(userId: string): Promise<Session[]> {
    return await this.#rows.list(userId, Date.now());
  }

  async revokeOne(userId: string, sessionId: string): Promise<boolean> {
    return await this.#rows.deleteOne(userId, sessionId);
  }

  async revokeOthers(userId: string, keptId: string): Promise<void> {
    await this.#rows.deleteOthers(userId, keptId);
  }

  /** Stores a later end if Lucia prolonged the session. @returns that end, or `null` if none. */
  async #prolong(session: LuciaSession): Promise<Date | null> {
    const { id, fresh, expiresAt, createdAt, storedUntil } = session;
    const until = new Date(Math.min(expiresAt.getTime(), createdAt.getTime() + MAX_AGE_MS));
    if (!fresh || until <= storedUntil) return null;
    await this.#rows.prolong(id, until);
    return until;
  }

  /** Ignores a database that takes no writes, so that pages can still be read. */
  async #noteSeen(id: string, now: number): Promise<void> {
    try {
      await this.#rows.noteSeen(id, now);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
  }
}

/** Lucia's storage. */
function luciaAdapter(rows: SessionRows): Adapter {
  return {
    async getSessionAndUser(sessionId) {
      const found = await rows.find(sessionId);
      if (!found) return [null, null];
      const { id, userId, expiresAt, ...session } = found.session;
      const { id: _, ...user } = found.user;
      return [
        { id, userId, expiresAt, attributes: { ...session, storedUntil: expiresAt } },
        { id: userId, attributes: user },
      ];
    },
    async setSession({ id, userId, expiresAt, attributes }) {
      const { userAgent, createdAt, lastSeenAt } = attributes;
      await rows.insert({ id, userId, expiresAt, userAgent, createdAt, lastSeenAt });
    },
    deleteSession: (id) => rows.delete(id),
    // The gateway prolongs sessions itself, because it knows their maximum age.
    updateSessionExpiration: () => Promise.resolve(),
    // The gateway calls no method of Lucia's that needs these.
    getUserSessions: unused,
    deleteUserSessions: unused,
    deleteExpiredSessions: unused,
  };
}

function unused(): Promise<never> {
  return Promise.reject(new Error("The session gateway has no such query for Lucia"));
}
