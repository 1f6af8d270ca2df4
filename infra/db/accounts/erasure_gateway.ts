import type { Transaction } from "kysely";
import type { Erasure, ErasureGateway } from "../../../domain/accounts/erasure_gateway.ts";
import { nextRevision } from "../chats/chat_rows.ts";
import type { Database } from "../connection/database.ts";
import type { Schema } from "../connection/schema.ts";
import { deleteChats, deleteMessages } from "../chats/delete_chats.ts";
import { lockStorage } from "./stored_bytes.ts";

/** How much one transaction deletes. */
const CHATS_AT_ONCE = 20;
const MESSAGES_AT_ONCE = 200;

/** {@link ErasureGateway} in SQL. */
export class SqlErasureGateway implements ErasureGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin(userId: string, now: Date): Promise<boolean> {
    return await this.#database.transaction(async (tx) => {
      const { numDeletedRows } = await tx.deleteFrom("users").where("id", "=", userId)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      const erasure = { user_id: userId, begun_at: now.getTime(), finished_at: null };
      await tx.insertInto("erasures").values(erasure).execute();
      const tables = ["sessions", "devices", "api_tokens", "oauth_accounts", "shares"] as const;
      for (const table of tables) {
        await tx.deleteFrom(table).where("user_id", "=", userId).execute();
      }
      return true;
    });
  }

  async runningAnswers(userId: string): Promise<string[]> {
    const answers = await this.#database.run((db) =>
      db.selectFrom("chats")
        .innerJoin("messages as m", (join) =>
          join.onRef("m.chat_id", "=", "chats.id").onRef("m.parent_id", "=", "chats.answering"))
        .select("m.id").where("chats.user_id", "=", userId).where("m.state", "=", "streaming")
        .where("chats.answering", "is not", null)
        .execute()
    );
    return answers.map(({ id }) => id);
  }

  async deleteSome(userId: string): Promise<boolean> {
    return await this.#database.transaction(async (tx) => {
      await lockStorage(tx, userId);
      const chatIds = await someChats(tx, userId);
      if (chatIds.length === 0) return false;
      // An ended chat takes no more messages, so none can arrive after the chat is deleted.
      await tx.updateTable("chats").set({ ...nextRevision, status: "ended" })
        .where("id", "in", chatIds).where("user_id", "=", userId).execute();
      const deleted = await deleteMessages(tx, { userId, chatIds, limit: MESSAGES_AT_ONCE });
      if (deleted === 0) await deleteChats(tx, { userId, chatIds });
      return true;
    });
  }

  async list(): Promise<Erasure[]> {
    const rows = await this.#database.run((db) =>
      db.selectFrom("erasures").select(["user_id", "begun_at"]).where("finished_at", "is", null)
        .orderBy("begun_at").execute()
    );
    return rows.map((row) => ({ userId: row.user_id, begunAt: new Date(row.begun_at) }));
  }

  async end(userId: string, now: Date): Promise<void> {
    await this.#database.run(async (db) => {
      await db.deleteFrom("storage").where("user_id", "=", userId).execute();
      await db.updateTable("erasures").set({ finished_at: now.getTime() })
        .where("user_id", "=", userId).where("finished_at", "is", null).execute();
    });
  }

  async isErased(userId: string): Promise<boolean> {
    const row = await this.#database.run((db) =>
      db.selectFrom("erasures").select("user_id").where("user_id", "=", userId).executeTakeFirst()
    );
    return row !== undefined;
  }
}

/** Chats that can still be restored come last; each of the two queries has an index. */
async function someChats(tx: Transaction<Schema>, userId: string): Promise<string[]> {
  const chats = tx.selectFrom("chats").select("id").where("user_id", "=", userId)
    .limit(CHATS_AT_ONCE);
  const kept = await chats.where("deleted_at", "is", null).execute();
  const rows = kept.length > 0 ? kept : await chats.where("deleted_at", "is not", null).execute();
  return rows.map((row) => row.id);
}
