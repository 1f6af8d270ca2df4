import type { Transaction } from "kysely";
import { uncountChats, uncountMessages } from "../accounts/stored_bytes.ts";
import type { Schema } from "../connection/schema.ts";
import { forgetChats, forgetMessages } from "../search/search_index.ts";

type ChatsOfUser = { readonly userId: string; readonly chatIds: readonly string[] };

/**
 * Deletes messages of chats, with their chunks, search entries and storage count. Must be called
 * after `lockStorage` in the same transaction.
 *
 * @param chats At least one chat; `limit` is the largest number of messages to delete.
 * @returns How many were deleted; fewer than `limit` when none are left.
 */
export async function deleteMessages(
  tx: Transaction<Schema>,
  { userId, chatIds, limit }: ChatsOfUser & { readonly limit: number },
): Promise<number> {
  const rows = await tx.selectFrom("messages").select("id").where("chat_id", "in", chatIds)
    .limit(limit).execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await tx.deleteFrom("answer_chunks").where("answer_id", "in", ids).execute();
  await tx.deleteFrom("thinking_chunks").where("answer_id", "in", ids).execute();
  await forgetMessages(tx, chatIds, ids);
  await uncountMessages(tx, userId, ids);
  await tx.deleteFrom("messages").where("id", "in", ids).execute();
  return ids.length;
}

/** Deletes chats without messages, with their links, search entries and storage count. */
export async function deleteChats(
  tx: Transaction<Schema>,
  { userId, chatIds }: ChatsOfUser,
): Promise<void> {
  await forgetChats(tx, chatIds);
  await tx.deleteFrom("shares").where("chat_id", "in", chatIds).execute();
  await uncountChats(tx, userId, chatIds);
  await tx.deleteFrom("chats").where("id", "in", chatIds).where("user_id", "=", userId).execute();
}
