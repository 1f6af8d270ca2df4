import { type Selectable, sql } from "kysely";
import type { Share, ShareGateway } from "../../../domain/sharing/gateway.ts";
import type { Database } from "../connection/database.ts";
import type { SharesTable } from "../connection/schema.ts";
import { upsert } from "../connection/upsert.ts";

/** {@link ShareGateway} in SQL. */
export class SqlShareGateway implements ShareGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(userId: string, chatId: string): Promise<Share | null> {
    const row = await this.#database.run((db) =>
      db.selectFrom("shares").selectAll()
        .where("chat_id", "=", chatId).where("user_id", "=", userId).executeTakeFirst()
    );
    return row ? toShare(row) : null;
  }

  async save(share: Share): Promise<Share> {
    const { dialect } = this.#database;
    return await this.#database.transaction(async (tx) => {
      const insert = tx.insertInto("shares").values({
        chat_id: share.chatId,
        user_id: share.userId,
        token: share.linkSecret,
        leaf: share.leaf,
        created_at: share.createdAt.getTime(),
      });
      const set = (incoming: (column: string) => unknown) => ({
        leaf: incoming("leaf"),
        created_at: incoming("created_at"),
      });
      await upsert(insert, dialect, { keys: ["chat_id"], set }).execute();
      const row = await tx.selectFrom("shares").selectAll()
        .where("chat_id", "=", share.chatId).executeTakeFirstOrThrow();
      return toShare(row);
    });
  }

  async remove(userId: string, chatId: string): Promise<void> {
    await this.#database.run((db) =>
      db.deleteFrom("shares").where("chat_id", "=", chatId).where("user_id", "=", userId).execute()
    );
  }

  async open(linkSecret: string): Promise<Share | null> {
    const row = await this.#database.run((db) =>
      db.selectFrom("shares").selectAll().where("token", "=", linkSecret).executeTakeFirst()
    );
    return row ? toShare(row) : null;
  }

  async reaches({ chatId, leaf }: Share, messageId: string): Promise<boolean> {
    const walk = sql<{ id: string }>`
      with recursive p (id, parent_id) as (
        select id, parent_id from messages where id = ${leaf} and chat_id = ${chatId}
        union all
        select parent.id, parent.parent_id
        from p join messages parent on parent.id = p.parent_id
        where p.id <> ${messageId}
      )
      select id from p where id = ${messageId}`;
    const { rows } = await this.#database.run((db) => walk.execute(db));
    return rows.length > 0;
  }
}

function toShare(row: Selectable<SharesTable>): Share {
  return {
    chatId: row.chat_id,
    userId: row.user_id,
    linkSecret: row.token,
    leaf: row.leaf,
    createdAt: new Date(row.created_at),
  };
}
