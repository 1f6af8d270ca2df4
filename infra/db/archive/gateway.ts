import type { Insertable, Transaction } from "kysely";
import type { ArchiveGateway, TreeNode } from "../../../domain/archive/gateway.ts";
import type { Chat } from "../../../domain/chats/chat.ts";
import { type Message, wholeText } from "../../../domain/chats/message.ts";
import { nextMacrotask } from "../../runtime/event_loop.ts";
import { batches } from "../connection/batches.ts";
import { chatFromRow, chatRow } from "../chats/chat_rows.ts";
import type { Database } from "../connection/database.ts";
import { isUniqueViolation } from "../connection/database_error.ts";
import { answerRow, messageColumns, questionRow, toMessages } from "../chats/message_rows.ts";
import type { MessagesTable, Schema } from "../connection/schema.ts";
import { queueAllForSearch } from "../search/search_queue.ts";
import { countStoredIn, lockStorage, ROW_BYTES, textBytes } from "../accounts/stored_bytes.ts";

/** Instance id of imported answers, which no process of ours made. */
const IMPORTED = "archive";

/** {@link ArchiveGateway} in SQL. */
export class SqlArchiveGateway implements ArchiveGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async chats(userId: string, page: { after: string | null; limit: number }): Promise<Chat[]> {
    const rows = await this.#database.run((db) =>
      db.selectFrom("chats").selectAll()
        .where("user_id", "=", userId).where("deleted_at", "is", null)
        .where("id", ">", page.after ?? "")
        .orderBy("id").limit(page.limit).execute()
    );
    return rows.map(chatFromRow);
  }

  async tree(userId: string, chatId: string): Promise<TreeNode[]> {
    const rows = await this.#database.run((db) =>
      db.selectFrom("messages as m").innerJoin("chats as c", "c.id", "m.chat_id")
        .select(["m.id", "m.parent_id"])
        .where("m.chat_id", "=", chatId)
        .where("c.user_id", "=", userId).where("c.deleted_at", "is", null)
        .orderBy("m.created_at").orderBy("m.id").execute()
    );
    return rows.map(({ id, parent_id }) => ({ id, parentId: parent_id }));
  }

  async messages(userId: string, chatId: string, ids: readonly string[]): Promise<Message[]> {
    if (ids.length === 0) return [];
    const messages = await this.#database.run(async (db) => {
      const rows = await db.selectFrom("messages").select(messageColumns)
        .where("id", "in", ids).where("chat_id", "=", chatId).where("user_id", "=", userId)
        .execute();
      return await toMessages(db, rows);
    });
    const byId = new Map(messages.map((message) => [message.id, message]));
    return ids.map((id) => byId.get(id)).filter((message) => message !== undefined);
  }

  async known(userId: string, chatIds: readonly string[]): Promise<string[]> {
    const rows = await this.#database.run((db) =>
      db.selectFrom("chats").select("id").where("id", "in", chatIds)
        .where("user_id", "=", userId).where("deleted_at", "is", null).execute()
    );
    return rows.map(({ id }) => id);
  }

  async restore(userId: string, chatIds: readonly string[], since: Date): Promise<string[]> {
    return await this.#database.transaction(async (tx) => {
      const rows = await tx.selectFrom("chats").select("id").where("id", "in", chatIds)
        .where("user_id", "=", userId).where("deleted_at", ">", since.getTime()).execute();
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return [];
      await tx.updateTable("chats").set({ deleted_at: null }).where("id", "in", ids).execute();
      return ids;
    });
  }

  async store(
    chat: Chat,
    messages: readonly Message[],
    storageLimit: number | null = null,
  ): Promise<boolean> {
    const { dialect } = this.#database;
    const texts = messages.map((message) => ROW_BYTES + textBytes(dialect, wholeText(message)));
    const bytes = texts.reduce(
      (sum, one) => sum + one,
      ROW_BYTES + textBytes(dialect, chat.title, chat.systemMessage),
    );
    return await this.#database.transaction(async (tx) => {
      await lockStorage(tx, chat.userId);
      if (!await insertChat(tx, chat)) return false;
      await countStoredIn(tx, dialect, { userId: chat.userId, bytes, limit: storageLimit });
      await queueAllForSearch(tx, [{ chatId: chat.id, messageId: null }]);
      for (const part of batches(messages.map(toRow), textLength)) {
        await tx.insertInto("messages").values(part).execute();
        await queueAllForSearch(tx, part.map(({ id }) => ({ chatId: chat.id, messageId: id })));
        // SQLite's statements block the event loop, and a long chat has many parts.
        await nextMacrotask();
      }
      return true;
    });
  }
}

async function insertChat(tx: Transaction<Schema>, chat: Chat): Promise<boolean> {
  try {
    await tx.insertInto("chats").values(chatRow(chat)).execute();
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

function toRow(message: Message): Insertable<MessagesTable> {
  if (message.role === "user") return questionRow(message);
  const turn = {
    turnId: message.id,
    idempotencyKey: null,
    requestDigest: null,
    instanceId: IMPORTED,
  };
  return answerRow(message, turn);
}

function textLength({ content, thinking }: Insertable<MessagesTable>): number {
  return content.length + (thinking?.length ?? 0);
}
