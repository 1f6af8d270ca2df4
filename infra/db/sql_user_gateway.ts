import type { Selectable } from "kysely";
import { AppError } from "../../domain/app_error.ts";
import type { User } from "../../domain/user.ts";
import type { UserGateway } from "../../domain/user_gateway.ts";
import type { Database } from "./database.ts";
import { isUniqueViolation } from "./database_error.ts";
import type { UsersTable } from "./schema.ts";

/** The columns that a user is made of. */
export const userColumns = ["id", "name", "email", "settings", "created_at"] as const;

/** {@link UserGateway} in SQL. */
export class SqlUserGateway implements UserGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(user: User, passwordHash: string): Promise<void> {
    const row = {
      id: user.id,
      name: user.name,
      email: user.email,
      password_hash: passwordHash,
      created_at: user.createdAt.getTime(),
      settings: JSON.stringify(user.settings),
    };
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

function emailTaken(email: string, cause: unknown): AppError {
  const message = `Another account uses ${email}`;
  return new AppError("email_taken", message, { details: { fields: { email: message } }, cause });
}
