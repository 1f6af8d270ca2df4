import {
  type Adapter,
  type DatabaseSession,
  type DatabaseUser,
  generateIdFromEntropySize,
  Lucia,
  type Session as LuciaSession,
} from "lucia";
import { isUnavailable } from "../../domain/app_error.ts";
import type { FoundSession, SessionGateway } from "../../domain/accounts/session_gateway.ts";
import type { Session, User } from "../../domain/accounts/user.ts";
import type { Database } from "../db/connection/database.ts";
import { forAccount } from "../db/accounts/for_account.ts";
import type { SessionsTable } from "../db/connection/schema.ts";
import { toUser, userColumns } from "../db/accounts/user_gateway.ts";
import { sha256 } from "../hashes/sha256.ts";

// OWASP's session management cheat sheet asks for at least 64 bits; Lucia's own ids have 200.
const SECRET_BYTES = 25;

/**
 * How long a session lasts at most, however often it is used, in milliseconds. NIST SP 800-63B-4,
 * 2.1.3, recommends signing in again after 30 days at the latest; people who chat every day expect
 * more.
 */
export const MAX_AGE_MS = 90 * 86_400_000;

/** How often a session's last use is stored, in milliseconds. */
const NOTE_SEEN_EVERY_MS = 5 * 60_000;

type UserAttributes = Omit<User, "id">;
type SessionAttributes = {
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
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
  readonly #database: Database;
  readonly #lucia: Lucia<SessionAttributes, UserAttributes>;

  constructor(database: Database) {
    this.#database = database;
    this.#lucia = new Lucia(new KyselyAdapter(database), {
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
    const rows = await this.#database.run((db) =>
      db.selectFrom("sessions").selectAll().where("user_id", "=", userId)
        .where("expires_at", ">", Date.now()).where("created_at", ">", Date.now() - MAX_AGE_MS)
        .orderBy("last_seen_at", "desc").orderBy("id").execute()
    );
    return rows.map((row) => ({
      id: row.id,
      userAgent: row.user_agent,
      createdAt: new Date(row.created_at),
      lastSeenAt: lastSeen(row),
    }));
  }

  async revokeOne(userId: string, sessionId: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database.run((db) =>
      db.deleteFrom("sessions").where("id", "=", sessionId).where("user_id", "=", userId)
        .executeTakeFirst()
    );
    return numDeletedRows > 0n;
  }

  async revokeOthers(userId: string, keptId: string): Promise<void> {
    await this.#database.run((db) =>
      db.deleteFrom("sessions").where("user_id", "=", userId).where("id", "!=", keptId).execute()
    );
  }

  /** Stores a later end if Lucia prolonged the session. @returns that end, or `null` if none. */
  async #prolong(session: LuciaSession): Promise<Date | null> {
    const { id, fresh, expiresAt, createdAt, storedUntil } = session;
    const until = new Date(Math.min(expiresAt.getTime(), createdAt.getTime() + MAX_AGE_MS));
    if (!fresh || until <= storedUntil) return null;
    await this.#database.run((db) =>
      db.updateTable("sessions").set({ expires_at: until.getTime() }).where("id", "=", id).execute()
    );
    return until;
  }

  /** Ignores a database that takes no writes, so that pages can still be read. */
  async #noteSeen(id: string, now: number): Promise<void> {
    try {
      await this.#database.run((db) =>
        db.updateTable("sessions").set({ last_seen_at: now }).where("id", "=", id).execute()
      );
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
  }
}

/** Sessions older than the column `last_seen_at` were last seen when they began. */
function lastSeen(row: { created_at: number; last_seen_at: number }): Date {
  return new Date(row.last_seen_at || row.created_at);
}

/** Lucia's storage, with the same queries for both dialects. */
class KyselyAdapter implements Adapter {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async getSessionAndUser(id: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const row = await this.#database.run((db) =>
      db.selectFrom("sessions")
        .innerJoin("users", "users.id", "sessions.user_id")
        .select(["sessions.expires_at", "sessions.user_agent", "sessions.last_seen_at"])
        .select("sessions.created_at as begun_at")
        .select(userColumns.map((column) => `users.${column}` as const))
        .where("sessions.id", "=", id)
        .executeTakeFirst()
    );
    if (!row) return [null, null];
    const { id: userId, ...attributes } = toUser(row);
    const { begun_at: created_at, ...session } = row;
    return [
      { userId, ...toSession({ ...session, created_at, id }) },
      { id: userId, attributes },
    ];
  }

  async getUserSessions(userId: string): Promise<DatabaseSession[]> {
    const rows = await this.#database.run((db) =>
      db.selectFrom("sessions").selectAll().where("user_id", "=", userId).execute()
    );
    return rows.map((row) => ({ userId, ...toSession(row) }));
  }

  async setSession(session: DatabaseSession): Promise<void> {
    const { userAgent, lastSeenAt } = session.attributes;
    const row = {
      id: session.id,
      user_id: session.userId,
      created_at: session.attributes.createdAt.getTime(),
      expires_at: session.expiresAt.getTime(),
      user_agent: userAgent,
      last_seen_at: lastSeenAt.getTime(),
    };
    await forAccount(this.#database.run((db) => db.insertInto("sessions").values(row).execute()));
    // Each sign-in deletes expired sessions, so that the table contains no others for long.
    await this.deleteExpiredSessions();
  }

  /** Does nothing: the gateway prolongs sessions, because it knows their maximum age. */
  updateSessionExpiration(): Promise<void> {
    return Promise.resolve();
  }

  async deleteSession(id: string): Promise<void> {
    await this.#database.run((db) => db.deleteFrom("sessions").where("id", "=", id).execute());
  }

  async deleteUserSessions(userId: string): Promise<void> {
    await this.#database.run((db) =>
      db.deleteFrom("sessions").where("user_id", "=", userId).execute()
    );
  }

  async deleteExpiredSessions(): Promise<void> {
    await this.#database.run((db) =>
      db.deleteFrom("sessions").where("expires_at", "<=", Date.now()).execute()
    );
  }
}

function toSession(
  row: Omit<SessionsTable, "user_id">,
): Omit<DatabaseSession, "userId"> {
  const expiresAt = new Date(Math.min(row.expires_at, row.created_at + MAX_AGE_MS));
  const createdAt = new Date(row.created_at);
  const attributes = {
    userAgent: row.user_agent,
    createdAt,
    lastSeenAt: lastSeen(row),
    storedUntil: expiresAt,
  };
  return { id: row.id, expiresAt, attributes };
}
