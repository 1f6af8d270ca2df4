import type { Kysely } from "kysely";
import type { Chat } from "../../../domain/chats/chat.ts";
import type { ChatBin, ChatSelection } from "../../../domain/chats/bin.ts";
import { chatFromRow } from "./chat_rows.ts";
import type { Database } from "../connection/database.ts";
import type { Schema } from "../connection/schema.ts";
import { lockStorage } from "../accounts/stored_bytes.ts";
import { deleteChats, deleteMessages } from "./delete_chats.ts";

/** {@link ChatBin} in SQL. */
export class SqlChatBin implements ChatBin {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(
    userId: string,
    chats: ChatSelection,
    deletedAt: Date,
  ): Promise<{ count: number; answering: Chat[] }> {
    return await this.#database.run(async (db) => {
      const update = db.updateTable("chats").set({ deleted_at: deletedAt.getTime() })
        .where("user_id", "=", userId).where("deleted_at", "is", null);
      if ("archived" in chats) {
        await update.where("archived", "=", Number(chats.archived)).execute();
      } else if (chats.ids.length > 0) {
        await update.where("id", "in", chats.ids).execute();
      }
      // Counted separately: a retry after a broken connection may find the update already made.
      const count = await countDeleted(db, userId, deletedAt);
      const answering = await db.selectFrom("chats").selectAll()
        .where("answering", "is not", null)
        .where("user_id", "=", userId).where("deleted_at", "=", deletedAt.getTime()).execute();
      return { count, answering: answering.map(chatFromRow) };
    });
  }

  async count(userId: string, deletedAt: Date): Promise<number> {
    return await this.#database.run((db) => countDeleted(db, userId, deletedAt));
  }

  async restore(userId: string, deletedAt: Date): Promise<string[]> {
    return await this.#database.transaction(async (tx) => {
      const deleted = await tx.selectFrom("chats").select("id")
        .where("deleted_at", "=", deletedAt.getTime()).where("user_id", "=", userId).execute();
      await tx.updateTable("chats").set({ deleted_at: null })
        .where("deleted_at", "=", deletedAt.getTime()).where("user_id", "=", userId).execute();
      return deleted.map(({ id }) => id);
    });
  }

  async purge(deletedBefore: Date, limit: number): Promise<boolean> {
    const chat = await this.#database.run((db) =>
      db.selectFrom("chats").select(["id", "user_id"])
        .where("deleted_at", "<", deletedBefore.getTime())
        .orderBy("deleted_at").limit(1).executeTakeFirst()
    );
    if (!chat) return false;
    const chats = { userId: chat.user_id, chatIds: [chat.id] };
    await this.#database.transaction(async (tx) => {
      await lockStorage(tx, chats.userId);
      const deleted = await deleteMessages(tx, { ...chats, limit });
      // The chat's row goes last, so that the next call finds what is left.
      if (deleted < limit) await deleteChats(tx, chats);
    });
    return true;
  }
}

async function countDeleted(db: Kysely<Schema>, userId: string, deletedAt: Date): Promise<number> {
  const { count } = await db.selectFrom("chats").select((eb) => eb.fn.countAll().as("count"))
    .where("deleted_at", "=", deletedAt.getTime()).where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
