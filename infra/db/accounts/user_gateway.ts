import type { Insertable, Kysely, Selectable } from "kysely";
import { AppError } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import type { User, UserSettings } from "../../../domain/accounts/user.ts";
import type { UserGateway } from "../../../domain/accounts/user_gateway.ts";
import type { Database } from "../connection/database.ts";
import { isUniqueViolation } from "../connection/database_error.ts";
import type { Schema, UsersTable } from "../connection/schema.ts";

/** The columns of a user. */
export const userColumns = ["id", "name", "email", "settings", "created_at"] as const;

/** {@link UserGateway} in SQL. */
export class SqlUserGateway implements UserGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(user: User, passwordHash: string): Promise<void> {
    const row = toUserRow(user, passwordHash);
    try {
      await this.#database.run((db) => db.insertInto("users").values(row).execute());
    } catch (error) {
      throw isUniqueViolation(error) ? emailTaken(user.email, error) : error;
    }
  }

  async findByEmail(email: string): Promise<{ user: User; passwordHash: string } | null> {
    const row = await this.#database.run((db) =>
      db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst()
    );
    if (!row || row.password_hash === null) return null;
    return { user: toUser(row), passwordHash: row.password_hash };
  }

  find(userId: string): Promise<User | null> {
    return this.#database.run((db) => findUser(db, userId));
  }

  async updateSettings(userId: string, changes: UserSettings): Promise<User | null> {
    return await this.#database.transaction(async (tx) => {
      const update = tx.updateTable("users").where("id", "=", userId);
      // Changes nothing, but locks the row until the transaction ends.
      await update.set((eb) => ({ settings: eb.ref("settings") })).execute();
      const user = await findUser(tx, userId);
      if (!user) return null;
      const settings = JSON.stringify({ ...user.settings, ...changes });
      await update.set({ settings }).execute();
      return { ...user, settings: JSON.parse(settings) };
    });
  }

  async update(userId: string, changes: { name?: string; email?: string }): Promise<User | null> {
    try {
      return await this.#database.run(async (db) => {
        if (Object.keys(changes).length > 0) {
          await db.updateTable("users").set(changes).where("id", "=", userId).execute();
        }
        return await findUser(db, userId);
      });
    } catch (error) {
      throw isUniqueViolation(error) ? emailTaken(changes.email!, error) : error;
    }
  }

  async changePassword(userId: string, passwordHash: string): Promise<boolean> {
    return await this.#database.transaction(async (tx) => {
      const { numUpdatedRows } = await tx.updateTable("users")
        .set({ password_hash: passwordHash }).where("id", "=", userId)
        .executeTakeFirst();
      for (const table of ["sessions", "devices"] as const) {
        await tx.deleteFrom(table).where("user_id", "=", userId).execute();
      }
      return numUpdatedRows > 0n;
    });
  }
}

async function findUser(db: Kysely<Schema>, userId: string): Promise<User | null> {
  const row = await db.selectFrom("users").select(userColumns).where("id", "=", userId)
    .executeTakeFirst();
  return row ? toUser(row) : null;
}

/** A row as a user. */
export function toUser(row: Pick<Selectable<UsersTable>, typeof userColumns[number]>): User {
  const { id, name, email, settings, created_at } = row;
  return {
    id,
    name,
    email,
    settings: JSON.parse(settings ?? "{}"),
    createdAt: new Date(created_at),
  };
}

/** A new account as a row. @param passwordHash `null` for an account without a password. */
export function toUserRow(user: User, passwordHash: string | null): Insertable<UsersTable> {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    password_hash: passwordHash,
    created_at: user.createdAt.getTime(),
    settings: JSON.stringify(user.settings),
  };
}

/** The `email_taken` error. @param cause The database's error. */
export function emailTaken(email: string, cause: unknown): AppError {
  const words = said`Another account uses ${email}`;
  return new AppError("email_taken", words, { fields: { email: words }, cause });
}
