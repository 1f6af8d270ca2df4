import type { Session, User } from "../../../domain/accounts/user.ts";
import type { Database } from "../connection/database.ts";
import { readRows } from "../connection/read_rows.ts";
import type { SessionsTable, UsersTable } from "../connection/schema.ts";
import { forAccount } from "./for_account.ts";
import { toUser, userColumns } from "./user_gateway.ts";

/**
 * How long a session lasts at most, however often it is used, in milliseconds. NIST SP 800-63B-4,
 * 2.1.3, recommends signing in again after 30 days at the latest; people who chat every day expect
 * more.
 */
export const MAX_AGE_MS = 90 * 86_400_000;

/** A session as the table `sessions` has it; its `id` is the SHA-256 of its secret. */
export type StoredSession = Session & {
  readonly userId: string;
  /** Never later than {@link MAX_AGE_MS} after the session began. */
  readonly expiresAt: Date;
};

/** A session joined to its user. */
type FoundRow =
  & Omit<SessionsTable, "id" | "user_id" | "created_at">
  & Pick<UsersTable, typeof userColumns[number]>
  & { readonly begun_at: number };

const FIND = `
  select s.expires_at, s.user_agent, s.last_seen_at, s.created_at as begun_at,
    ${userColumns.map((column) => `u.${column}`).join()}
  from sessions s join users u on u.id = s.user_id
  where s.id = ?`;

/** The table `sessions`, with the same queries for both dialects. */
export class SessionRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Stores a session that begins. Deletes expired sessions of all users, so that the table contains
   * no others for long.
   *
   * @throws {AppError} `not_found` when the account was deleted in the meantime.
   */
  async insert(session: StoredSession): Promise<void> {
    const row = {
      id: session.id,
      user_id: session.userId,
      created_at: session.createdAt.getTime(),
      expires_at: session.expiresAt.getTime(),
      user_agent: session.userAgent,
      last_seen_at: session.lastSeenAt.getTime(),
    };
    await forAccount(this.#database.run((db) => db.insertInto("sessions").values(row).execute()));
    await this.#database.run((db) =>
      db.deleteFrom("sessions").where("expires_at", "<=", row.created_at).execute()
    );
  }

  /** A session, expired or not, with its user; `null` when there is none with this id. */
  async find(id: string): Promise<{ session: StoredSession; user: User } | null> {
    const [row] = await this.#database.run((db) => readRows<FoundRow>(db, FIND, [id]));
    if (!row) return null;
    const user = toUser(row);
    const expiresAt = new Date(Math.min(row.expires_at, row.begun_at + MAX_AGE_MS));
    const session = toSession({ ...row, id, created_at: row.begun_at });
    return { session: { ...session, userId: user.id, expiresAt }, user };
  }

  /** The user's sessions that have not expired at the time `now`, the last used first. */
  async list(userId: string, now: number): Promise<Session[]> {
    const rows = await this.#database.run((db) =>
      db.selectFrom("sessions").selectAll().where("user_id", "=", userId)
        .where("expires_at", ">", now).where("created_at", ">", now - MAX_AGE_MS)
        .orderBy("last_seen_at", "desc").orderBy("id").execute()
    );
    return rows.map(toSession);
  }

  /** Stores when the session now expires. */
  async prolong(id: string, expiresAt: Date): Promise<void> {
    const changes = { expires_at: expiresAt.getTime() };
    await this.#database.run((db) =>
      db.updateTable("sessions").set(changes).where("id", "=", id).execute()
    );
  }

  /** Stores when the session was last used. */
  async noteSeen(id: string, now: number): Promise<void> {
    await this.#database.run((db) =>
      db.updateTable("sessions").set({ last_seen_at: now }).where("id", "=", id).execute()
    );
  }

  /** Deletes a session, whichever user it belongs to. */
  async delete(id: string): Promise<void> {
    await this.#database.run((db) => db.deleteFrom("sessions").where("id", "=", id).execute());
  }

  /** Deletes one of the user's sessions. @returns whether there was a session with that id. */
  async deleteOne(userId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database.run((db) =>
      db.deleteFrom("sessions").where("id", "=", id).where("user_id", "=", userId)
        .executeTakeFirst()
    );
    return numDeletedRows > 0n;
  }

  /** Deletes all of the user's sessions but one. */
  async deleteOthers(userId: string, keptId: string): Promise<void> {
    await this.#database.run((db) =>
      db.deleteFrom("sessions").where("user_id", "=", userId).where("id", "!=", keptId).execute()
    );
  }
}

function toSession(row: Omit<SessionsTable, "user_id" | "expires_at">): Session {
  return {
    id: row.id,
    userAgent: row.user_agent,
    createdAt: new Date(row.created_at),
    // Sessions older than the column `last_seen_at` were last seen when they began.
    lastSeenAt: new Date(row.last_seen_at || row.created_at),
  };
}
