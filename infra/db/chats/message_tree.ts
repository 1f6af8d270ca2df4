import { type Kysely, sql } from "kysely";
import type { Schema } from "../connection/schema.ts";

type ChatKey = { readonly userId: string; readonly chatId: string };

/** One of several replies to the same message, or of several first questions. */
export type Version = { readonly id: string; readonly parent_id: string | null };

/**
 * Reads the replies to messages that have several, oldest first.
 *
 * @param parents Ids of messages, no more than one statement takes; `null` stands for the beginning
 * of the chat, with all first questions as its replies.
 */
export async function readVersions(
  db: Kysely<Schema>,
  { userId, chatId }: ChatKey,
  parents: readonly (string | null)[],
): Promise<Version[]> {
  const ids = parents.filter((id) => id !== null);
  // Written as SQL, because building it with Kysely takes longer than running it. Counting reads
  // only the index, and few messages have several replies. `cross` keeps SQLite from starting with
  // all messages of the chat.
  const replies = sql`
    select m.id, m.parent_id, m.created_at from (
      select parent_id from messages
      where chat_id = ${chatId} and parent_id in (${sql.join(["", ...ids])})
      group by parent_id having count(*) > 1
    ) as forks
    cross join messages m on m.chat_id = ${chatId} and m.parent_id = forks.parent_id
    where m.user_id = ${userId}`;
  const first = sql`
    union all
    select id, parent_id, created_at from messages
    where chat_id = ${chatId} and parent_id is null and user_id = ${userId}`;
  const hasFirst = ids.length < parents.length;
  const { rows } = await sql<Version>`
    select id, parent_id from (${replies} ${hasFirst ? first : sql``}) as versions
    order by created_at, id`.execute(db);
  return rows;
}

/** Finds the newest descendant of a message that has no replies, or the message itself. */
export async function findNewestLeaf(
  db: Kysely<Schema>,
  { userId, chatId, messageId }: ChatKey & { readonly messageId: string },
): Promise<string | null> {
  const { rows: [leaf] } = await sql<{ id: string }>`
    with recursive below (id, created_at) as (
      select id, created_at from messages
      where id = ${messageId} and chat_id = ${chatId} and user_id = ${userId}
      union all
      select reply.id, reply.created_at
      from below join messages reply on reply.chat_id = ${chatId} and reply.parent_id = below.id
    )
    select id from below
    where not exists (
      select 1 from messages reply where reply.chat_id = ${chatId} and reply.parent_id = below.id
    )
    order by created_at desc, id desc limit 1`.execute(db);
  return leaf?.id ?? null;
}

/**
 * Finds the message that follows another on a leaf's path at this distance, or the leaf if the path
 * ends before.
 *
 * @returns `null` when the message is not on the leaf's path.
 */
export async function findFollower(
  db: Kysely<Schema>,
  { userId, chatId }: ChatKey,
  { leaf, messageId, distance }: { leaf: string; messageId: string; distance: number },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    with recursive path (id, parent_id, depth) as (
      select id, parent_id, 1 from messages
      where id = ${leaf} and chat_id = ${chatId} and user_id = ${userId}
        and exists (select 1 from chats where chats.id = chat_id and deleted_at is null)
      union all
      select parent.id, parent.parent_id, path.depth + 1
      from path join messages parent on parent.id = path.parent_id
      where path.id <> ${messageId}
    )
    select id from path order by depth desc limit ${distance + 1}`.execute(db);
  return rows[0]?.id === messageId ? rows.at(-1)!.id : null;
}
