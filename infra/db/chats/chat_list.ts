import type { Kysely, Selectable } from "kysely";
import type { ListedChat } from "../../../domain/chats/chat.ts";
import type { ChatCursor, ChatListPage } from "../../../domain/chats/gateway.ts";
import { readRows } from "../connection/read_rows.ts";
import type { ChatsTable, Schema } from "../connection/schema.ts";

/** The columns of a chat that a list shows. */
const listedColumns = [
  "id",
  "revision",
  "title",
  "pinned",
  "updated_at",
] as const satisfies readonly (keyof ChatsTable)[];

type ListedRow = Pick<Selectable<ChatsTable>, typeof listedColumns[number]>;

/** Reads the chats of a page of a user's list, as rows. */
export function readChatRows(
  db: Kysely<Schema>,
  userId: string,
  page: ChatListPage,
): Promise<Selectable<ChatsTable>[]> {
  return readPage(db, "*", { userId, page });
}

/** Reads what a page of a user's list shows. */
export async function readListedChats(
  db: Kysely<Schema>,
  userId: string,
  page: ChatListPage,
): Promise<ListedChat[]> {
  const rows = await readPage<ListedRow>(db, listedColumns.join(), { userId, page });
  return rows.map((row) => ({
    id: row.id,
    revision: row.revision,
    title: row.title,
    pinned: row.pinned === 1,
    updatedAt: new Date(row.updated_at),
  }));
}

async function readPage<Row>(
  db: Kysely<Schema>,
  columns: string,
  { userId, page }: { readonly userId: string; readonly page: ChatListPage },
): Promise<Row[]> {
  const { before, limit, archived = false } = page;
  const after = before && [before.updatedAt.getTime(), before.updatedAt.getTime(), before.id];
  return await readRows<Row>(
    db,
    `select ${columns} from chats
     where user_id = ? and deleted_at is null and archived = ?${before ? isAfter(before) : ""}
     order by pinned desc, updated_at desc, id desc limit ?`,
    [userId, Number(archived), ...after ?? [], limit],
  );
}

/** Each condition begins with a redundant one, with which every database uses the index. */
function isAfter({ pinned }: ChatCursor): string {
  const isOlder = "updated_at <= ? and (updated_at < ? or id < ?)";
  return pinned
    ? ` and pinned <= 1 and (pinned = 0 or (${isOlder}))`
    : ` and pinned = 0 and ${isOlder}`;
}
