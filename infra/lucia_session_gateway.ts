import { createHash } from "node:crypto";
import {
  type Adapter,
  type DatabaseSession,
  type DatabaseUser,
  generateIdFromEntropySize,
  Lucia,
} from "lucia";
import type { User } from "../domain/user.ts";
import type { SessionGateway } from "../domain/user_gateway.ts";
import type { Database } from "./db/database.ts";
import { toUser, userColumns } from "./db/sql_user_gateway.ts";

// OWASP's session management cheat sheet asks for at least 64 bits; Lucia's own ids have 200.
const SECRET_BYTES = 25;

type UserAttributes = Omit<User, "id">;

declare module "lucia" {
  interface Register {
    Lucia: Lucia<Record<never, never>, UserAttributes>;
    DatabaseUserAttributes: UserAttributes;
  }
}

/**
 * {@link SessionGateway} behind Lucia, which decides when a session ends (30 days after it was
 * last prolonged) and when it is prolonged (in its second half). Its session ids are SHA-256 hashes
 * of the secrets, so that who reads the database can't sign in with what is there.
 */
export class LuciaSessionGateway implements SessionGateway {
  readonly #lucia: Lucia<Record<never, never>, UserAttributes>;

  constructor(database: Database) {
    this.#lucia = new Lucia(new KyselyAdapter(database), {
      getUserAttributes: (attributes) => attributes,
    });
  }

  async create(userId: string): Promise<{ secret: string; expiresAt: Date }> {
    const secret = generateIdFromEntropySize(SECRET_BYTES);
    const { expiresAt } = await this.#lucia.createSession(userId, {}, { sessionId: hash(secret) });
    return { secret, expiresAt };
  }

  async validate(secret: string): Promise<{ user: User; renewedUntil: Date | null } | null> {
    const { user, session } = await this.#lucia.validateSession(hash(secret));
    return user && { user, renewedUntil: session.fresh ? session.expiresAt : null };
  }

  async revoke(secret: string): Promise<void> {
    await this.#lucia.invalidateSession(hash(secret));
  }
}

function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Lucia's storage, over the same queries for both dialects. */
class KyselyAdapter implements Adapter {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async getSessionAndUser(id: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const row = await this.#database.run((db) =>
      db.selectFrom("sessions")
        .innerJoin("users", "users.id", "sessions.user_id")
        .select("sessions.expires_at")
        .select(userColumns.map((column) => `users.${column}` as const))
        .where("sessions.id", "=", id)
        .executeTakeFirst()
    );
    if (!row) return [null, null];
    const { id: userId, ...attributes } = toUser(row);
    return [
      { id, userId, expiresAt: new Date(row.expires_at), attributes: {} },
      { id: userId, attributes },
    ];
  }

  async getUserSessions(userId: string): Promise<DatabaseSession[]> {
    const rows = await this.#database.run((db) =>
      db.selectFrom("sessions").selectAll().where("user_id", "=", userId).execute()
    );
    return rows.map((row) => ({
      id: row.id,
      userId,
      expiresAt: new Date(row.expires_at),
      attributes: {},
    }));
  }

  async setSession(session: DatabaseSession): Promise<void> {
    const row = {
      id: session.id,
      user_id: session.userId,
      created_at: Date.now(),
      expires_at: session.expiresAt.getTime(),
      user_agent: "",
      last_seen_at: 0,
    };
    await this.#database.run((db) => db.insertInto("sessions").values(row).execute());
    // Each sign-in removes what has expired, so that the table holds living sessions only.
    await this.deleteExpiredSessions();
  }

  async updateSessionExpiration(id: string, expiresAt: Date): Promise<void> {
    await this.#database.run((db) =>
      db.updateTable("sessions").set({ expires_at: expiresAt.getTime() })
        .where("id", "=", id).execute()
    );
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
