import type { ExpressionBuilder, Selectable } from "kysely";
import type { ApiTokenGateway } from "../../../domain/accounts/api_token_gateway.ts";
import { type ApiToken, SCOPES } from "../../../domain/accounts/user.ts";
import type { Database } from "../connection/database.ts";
import { forAccount } from "./for_account.ts";
import type { ApiTokensTable, Schema } from "../connection/schema.ts";

const NOTE_USE_EVERY_MS = 60_000;

/** {@link ApiTokenGateway} in SQL. */
export class SqlApiTokenGateway implements ApiTokenGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(apiToken: ApiToken, hash: string): Promise<void> {
    const row = {
      id: apiToken.id,
      user_id: apiToken.userId,
      name: apiToken.name,
      hash,
      created_at: apiToken.createdAt.getTime(),
      last_used_at: apiToken.lastUsedAt?.getTime() ?? null,
      scopes: apiToken.scopes.join(" "),
      expires_at: apiToken.expiresAt?.getTime() ?? null,
    };
    await forAccount(
      this.#database.run((db) => db.insertInto("api_tokens").values(row).execute()),
    );
  }

  async use(hash: string, now: Date): Promise<ApiToken | null> {
    return await this.#database.run(async (db) => {
      const row = await db.selectFrom("api_tokens").selectAll()
        .where("hash", "=", hash).where(hasOwner)
        .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now.getTime())]))
        .executeTakeFirst();
      if (!row) return null;
      let lastUsed = row.last_used_at;
      if (lastUsed === null || now.getTime() - lastUsed >= NOTE_USE_EVERY_MS) {
        lastUsed = now.getTime();
        await db.updateTable("api_tokens").set({ last_used_at: lastUsed })
          .where("id", "=", row.id).execute();
      }
      return toApiToken({ ...row, last_used_at: lastUsed });
    });
  }

  async list(userId: string): Promise<ApiToken[]> {
    const rows = await this.#database.run((db) =>
      db.selectFrom("api_tokens").selectAll().where("user_id", "=", userId)
        .orderBy("id", "desc").execute()
    );
    return rows.map(toApiToken);
  }

  async revoke(userId: string, apiTokenId: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database.run((db) =>
      db.deleteFrom("api_tokens").where("id", "=", apiTokenId).where("user_id", "=", userId)
        .executeTakeFirst()
    );
    return numDeletedRows > 0n;
  }
}

/** Excludes a token that was created while its owner's account was being deleted. */
export function hasOwner(eb: ExpressionBuilder<Schema, "api_tokens">) {
  return eb.exists(
    eb.selectFrom("users").select("users.id").whereRef("users.id", "=", "api_tokens.user_id"),
  );
}

function toApiToken(row: Selectable<ApiTokensTable>): ApiToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    // A newer version may have stored scopes that this one doesn't know.
    scopes: SCOPES.filter((scope) => row.scopes.split(" ").includes(scope)),
    createdAt: new Date(row.created_at),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
  };
}
