import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import { chatChanged } from "../../../domain/app_error.ts";
import type { Chat, ListedChat } from "../../../domain/chats/chat.ts";
import type {
  ChatChanges,
  ChatGateway,
  ChatListPage,
  UpdateConditions,
} from "../../../domain/chats/gateway.ts";
import type { Message } from "../../../domain/chats/message.ts";
import { readChatRows, readListedChats } from "./chat_list.ts";
import { changedColumns, chatFromRow, nextRevision } from "./chat_rows.ts";
import type { Database, SqlDialect } from "../connection/database.ts";
import { findFollower, findNewestLeaf, readVersions } from "./message_tree.ts";
import { messageColumns, type MessageRow, toMessages } from "./message_rows.ts";
import { readRows } from "../connection/read_rows.ts";
import type { ChatsTable, Schema } from "../connection/schema.ts";
import { queueAllForSearch } from "../search/search_queue.ts";
import {
  countDifference,
  countStoredIn,
  lockStorage,
  textBytes,
} from "../accounts/stored_bytes.ts";

const messageSql = sql.join(messageColumns.map((column) => sql.ref(`m.${column}`)));

/** Without the thinking, which no model reads again. */
const promptColumns = sql.join(
  messageColumns.map((column) =>
    column === "thinking" ? sql`null as thinking` : sql.ref(`m.${column}`)
  ),
);

/** {@link ChatGateway} in SQL. */
export class SqlChatGateway implements ChatGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  find(userId: string, chatId: string): Promise<Chat | null> {
    return this.#database.run((db) => findChat(db, userId, chatId));
  }

  async list(userId: string, page: ChatListPage): Promise<Chat[]> {
    const rows = await this.#database.run((db) => readChatRows(db, userId, page));
    return rows.map(chatFromRow);
  }

  listTitles(userId: string, page: ChatListPage): Promise<ListedChat[]> {
    return this.#database.run((db) => readListedChats(db, userId, page));
  }

  async update(
    userId: string,
    chatId: string,
    changes: ChatChanges,
    { revision, storageLimit = null }: UpdateConditions = {},
  ): Promise<Chat | null> {
    const { title, systemMessage } = changes;
    const update = (db: Kysely<Schema>) => updateChat(db, { userId, chatId, changes, revision });
    const hasText = title !== undefined || systemMessage !== undefined;
    // Outside a transaction, a retry would find the revision changed by its own first attempt.
    if (!hasText && revision === undefined) return await this.#database.run(update);
    return await this.#database.transaction(async (tx) => {
      if (!hasText) return await update(tx);
      await lockStorage(tx, userId);
      const before = await findChat(tx, userId, chatId);
      const chat = await update(tx);
      if (!before || !chat) return null;
      if (title !== undefined) await queueAllForSearch(tx, [{ chatId, messageId: null }]);
      const { dialect } = this.#database;
      const bytes = textsOf(dialect, chat) - textsOf(dialect, before);
      if (bytes <= 0) await countDifference(tx, userId, bytes);
      else await countStoredIn(tx, dialect, { userId, bytes, limit: storageLimit });
      return chat;
    });
  }

  async updateAll(
    userId: string,
    chatIds: readonly string[],
    changes: ChatChanges,
  ): Promise<number> {
    if (chatIds.length === 0) return 0;
    const { numUpdatedRows } = await this.#database.run((db) =>
      db.updateTable("chats").set({ ...changedColumns(changes), ...nextRevision })
        .where("id", "in", chatIds)
        .where("user_id", "=", userId).where("deleted_at", "is", null).executeTakeFirst()
    );
    return Number(numUpdatedRows);
  }

  async retitle(
    userId: string,
    chatId: string,
    { from, to }: { from: string; to: string },
  ): Promise<boolean> {
    const { dialect } = this.#database;
    return await this.#database.transaction(async (tx) => {
      await lockStorage(tx, userId);
      const { numUpdatedRows } = await tx.updateTable("chats").set({ ...nextRevision, title: to })
        .where("id", "=", chatId).where("user_id", "=", userId).where("title", "=", from)
        .where("deleted_at", "is", null).executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await countDifference(tx, userId, textBytes(dialect, to) - textBytes(dialect, from));
      await queueAllForSearch(tx, [{ chatId, messageId: null }]);
      return true;
    });
  }

  async path(
    userId: string,
    chatId: string,
    { from, limit, bytes }: { from: string; limit: number; bytes?: number },
  ): Promise<Message[]> {
    const start = { userId, chatId, from };
    const near = sql<boolean>`p.depth < ${limit}`;
    if (bytes === undefined) return await this.#readUpwards(start, { wanted: near });
    const wanted = sql<boolean>`${near} and p.total <= ${bytes}`;
    const size = sql`octet_length(parent.content) + coalesce(octet_length(parent.thinking), 0)`;
    return await this.#readUpwards(start, { wanted, size });
  }

  async window(
    userId: string,
    chatId: string,
    range: { from: string; tokens: number },
  ): Promise<Message[]> {
    const start = { userId, chatId, from: range.from };
    const wanted = sql<boolean>`p.total <= ${range.tokens}`;
    const [first, size] = [sql`tokens`, sql`parent.tokens`];
    return await this.#readUpwards(start, { wanted, first, size, columns: promptColumns });
  }

  async versions(
    userId: string,
    chatId: string,
    messages: readonly Pick<Message, "id" | "parentId">[],
  ): Promise<Map<string, readonly string[]>> {
    const rows = await this.#database.run((db) =>
      readVersions(db, { userId, chatId }, messages.map(({ parentId }) => parentId))
    );
    const idsOf = Map.groupBy(rows, (row) => row.parent_id);
    return new Map(messages.flatMap(({ id, parentId }) => {
      const ids = idsOf.get(parentId)?.map((row) => row.id) ?? [];
      return ids.length > 1 ? [[id, ids]] : [];
    }));
  }

  async newestLeaf(userId: string, chatId: string, messageId: string): Promise<string | null> {
    return await this.#database.run((db) => findNewestLeaf(db, { userId, chatId, messageId }));
  }

  async follower(
    userId: string,
    chatId: string,
    place: { leaf: string; messageId: string; distance: number },
  ): Promise<string | null> {
    return await this.#database.run((db) => findFollower(db, { userId, chatId }, place));
  }

  /**
   * Reads a message and its ancestors, oldest first. Goes on to the parent of `p` while `wanted`
   * holds; `p.total` is `first` of the message plus `size` of each ancestor so far. The recursion
   * itself carries no content.
   */
  async #readUpwards(
    start: { userId: string; chatId: string; from: string },
    { wanted, first = sql`0`, size = sql`0`, columns = messageSql }: {
      wanted: RawBuilder<boolean>;
      first?: RawBuilder<unknown>;
      size?: RawBuilder<unknown>;
      columns?: RawBuilder<unknown>;
    },
  ): Promise<Message[]> {
    // Written as SQL, because building it with Kysely takes longer than running it.
    const path = sql<MessageRow>`
      select ${columns} from (
        with recursive p (id, parent_id, depth, total) as (
          select id, parent_id, 1, ${first} from messages
          where id = ${start.from} and chat_id = ${start.chatId} and user_id = ${start.userId}
            and exists (select 1 from chats where chats.id = chat_id and deleted_at is null)
          union all
          select parent.id, parent.parent_id, p.depth + 1, p.total + ${size}
          from p join messages parent on parent.id = p.parent_id
          where ${wanted}
        )
        select id, depth from p
      ) as path
      join messages m on m.id = path.id
      order by path.depth desc`;
    return await this.#database.run(async (db) => {
      const { rows } = await path.execute(db);
      return await toMessages(db, rows);
    });
  }
}

function textsOf(dialect: SqlDialect, { title, systemMessage }: Chat): number {
  return textBytes(dialect, title, systemMessage);
}

type ChatUpdate = {
  readonly userId: string;
  readonly chatId: string;
  readonly changes: ChatChanges;
  readonly revision?: number;
};

async function updateChat(
  db: Kysely<Schema>,
  { userId, chatId, changes, revision }: ChatUpdate,
): Promise<Chat | null> {
  const columns = changedColumns(changes);
  if (Object.keys(columns).length === 0) {
    const chat = await findChat(db, userId, chatId);
    if (chat && chat.revision !== (revision ?? chat.revision)) throw chatChanged();
    return chat;
  }
  const update = db.updateTable("chats").set({ ...columns, ...nextRevision })
    .where("id", "=", chatId).where("user_id", "=", userId).where("deleted_at", "is", null);
  const { numUpdatedRows } =
    await (revision === undefined ? update : update.where("revision", "=", revision))
      .executeTakeFirst();
  const chat = await findChat(db, userId, chatId);
  if (chat && revision !== undefined && numUpdatedRows === 0n) throw chatChanged();
  return chat;
}

async function findChat(db: Kysely<Schema>, userId: string, chatId: string): Promise<Chat | null> {
  const [row] = await readRows<Selectable<ChatsTable>>(
    db,
    "select * from chats where id = ? and user_id = ? and deleted_at is null",
    [chatId, userId],
  );
  return row ? chatFromRow(row) : null;
}
