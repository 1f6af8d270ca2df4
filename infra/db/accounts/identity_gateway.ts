import type { Kysely } from "kysely";
import { AppError } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import type { IdentityGateway, WaysIn } from "../../../domain/accounts/identity_gateway.ts";
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

  async waysIn(userId: string): Promise<WaysIn> {
    const { hasPassword, identities } = await this.#database.run((db) => waysIn(db, userId));
    return {
      hasPassword,
      identities: identities.map(({ provider, linkedAt }) => ({ provider, linkedAt })),
    };
  }

  async link(userId: string, key: IdentityKey, now: Date): Promise<void> {
    try {
      await forAccount(this.#database.run((db) => insert(db, { userId, key, now })));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      if ((await this.find(key))?.id === userId) return;
      const words = said`This account at the provider already opens another account here`;
      throw new AppError("permission_denied", words, { cause: error });
    }
  }

  async unlink(
    userId: string,
    provider: string,
    { countPassword }: { countPassword: boolean },
  ): Promise<boolean> {
    return await this.#database.transaction(async (tx) => {
      // Changes nothing, but locks the row, so that two calls can't remove each other's last way.
      await tx.updateTable("users").set((eb) => ({ settings: eb.ref("settings") }))
        .where("id", "=", userId).execute();
      const { hasPassword, identities } = await waysIn(tx, userId);
      const [own, others] = [
        identities.filter((identity) => identity.provider === provider),
        identities.filter((identity) => identity.provider !== provider),
      ];
      if (others.length === 0 && !(hasPassword && countPassword)) return false;
      for (const { stored } of own) {
        await tx.deleteFrom("oauth_accounts").where("user_id", "=", userId)
          .where("provider", "=", stored).execute();
      }
      return true;
    });
  }
}

async function waysIn(db: Kysely<Schema>, userId: string) {
  const user = await db.selectFrom("users").select("password_hash").where("id", "=", userId)
    .executeTakeFirst();
  const rows = await db.selectFrom("oauth_accounts").select(["provider", "created_at"])
    .where("user_id", "=", userId).orderBy("created_at").orderBy("provider").execute();
  return {
    hasPassword: user !== undefined && user.password_hash !== null,
    identities: rows.map((row) => ({
      provider: row.provider.split(":")[0]!,
      stored: row.provider,
      linkedAt: new Date(row.created_at),
    })),
  };
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
