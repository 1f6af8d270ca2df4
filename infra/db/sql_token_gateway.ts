import type { ApiToken } from "../../domain/user.ts";
import type { TokenGateway } from "../../domain/user_gateway.ts";
import type { Database } from "./database.ts";

const NOTE_USE_EVERY_MS = 60_000;

/** {@link TokenGateway} in SQL. */
export class SqlTokenGateway implements TokenGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(token: ApiToken, hash: string): Promise<void> {
    const row = {
      id: token.id,
      user_id: token.userId,
      name: token.name,
      hash,
      created_at: token.createdAt.getTime(),
      last_used_at: token.lastUsedAt?.getTime() ?? null,
    };
    await this.#database.run((db) => db.insertInto("api_tokens").values(row).execute());
  }

  async use(hash: string, now: Date): Promise<ApiToken | null> {
    return await this.#database.run(async (db) => {
      const row = await db.selectFrom("api_tokens").selectAll()
        .where("hash", "=", hash).executeTakeFirst();
      if (!row) return null;
      let lastUsed = row.last_used_at;
      if (lastUsed === null || now.getTime() - lastUsed >= NOTE_USE_EVERY_MS) {
        lastUsed = now.getTime();
        await db.updateTable("api_tokens").set({ last_used_at: lastUsed })
          .where("id", "=", row.id).execute();
      }
      return {
        id: row.id,
        userId: row.user_id,
        name: row.name,
        createdAt: new Date(row.created_at),
        lastUsedAt: new Date(lastUsed),
      };
    });
  }
}
