import type { Kysely } from "kysely";
import type { IdentityGateway } from "../../../domain/accounts/identity_gateway.ts";
import type { IdentityKey } from "../../../domain/accounts/identity_provider.ts";
import type { User } from "../../../domain/accounts/user.ts";
import type { Database } from "../connection/database.ts";
import { isUniqueViolation } from "../connection/database_error.ts";
import type { Schema } from "../connection/schema.ts";
import { forAccount } from "./for_account.ts";
import { emailTaken, toUser, toUserRow, userColumns } from "./user_gateway.ts";

/** {@link IdentityGateway} in SQL. */
export class SqlIdentityGateway implements IdentityGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find({ provider, subject }: IdentityKey): Promise<User | null> {
    const row = await this.#database.run((db) =>
      db.selectFrom("oauth_accounts as o").innerJoin("users as u", "u.id", "o.user_id")
        .select(userColumns.map((column) => `u.${column}` as const))
        .where("o.provider", "=", provider).where("o.provider_user_id", "=", subject)
        .executeTakeFirst()
    );
    return row ? toUser(row) : null;
  }

  async findByEmail(email: string): Promise<User | null> {
    const row = await this.#database.run((db) =>
      db.selectFrom("users").select(userColumns).where("email", "=", email).executeTakeFirst()
    );
    return row ? toUser(row) : null;
  }

  async createUser(user: User, key: IdentityKey): Promise<void> {
    try {
      await this.#database.transaction(async (tx) => {
        await tx.insertInto("users").values(toUserRow(user, null)).execute();
        await insert(tx, { userId: user.id, key, now: user.createdAt });
      });
    } catch (error) {
      throw isUniqueViolation(error) ? emailTaken(user.email, error) : error;
    }
  }

  async takeOver(userId: string, key: IdentityKey, now: Date): Promise<void> {
    await forAccount(this.#database.transaction(async (tx) => {
      await tx.updateTable("users").set({ password_hash: null }).where("id", "=", userId)
        .execute();
      for (const table of ["oauth_accounts", "sessions", "devices", "api_tokens"] as const) {
        await tx.deleteFrom(table).where("user_id", "=", userId).execute();
      }
      await insert(tx, { userId, key, now });
    }));
  }
}

async function insert(
  db: Kysely<Schema>,
  { userId, key, now }: { userId: string; key: IdentityKey; now: Date },
): Promise<void> {
  await db.insertInto("oauth_accounts").values({
    provider: key.provider,
    provider_user_id: key.subject,
    user_id: userId,
    created_at: now.getTime(),
  }).execute();
}
