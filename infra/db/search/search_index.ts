import type { Kysely } from "kysely";
import type { Schema } from "../connection/schema.ts";

/*
 * What is deleted is forgotten in the same transaction: first in the queue, so that an indexer which
 * has just read it enters nothing any more.
 */

/** Removes messages from the search index, and all texts of their chats from its queue. */
export async function forgetMessages(
  tx: Kysely<Schema>,
  chatIds: readonly string[],
  ids: readonly string[],
): Promise<void> {
  await forgetQueued(tx, chatIds);
  await tx.deleteFrom("search_entries")
    .where("chat_id", "in", chatIds).where("message_id", "in", ids).execute();
}

/**
 * Removes chats from the search index and its queue. Some servers would keep their entries, because
 * they ignore foreign keys.
 */
export async function forgetChats(tx: Kysely<Schema>, chatIds: readonly string[]): Promise<void> {
  await forgetQueued(tx, chatIds);
  await tx.deleteFrom("search_entries").where("chat_id", "in", chatIds).execute();
}

async function forgetQueued(tx: Kysely<Schema>, chatIds: readonly string[]): Promise<void> {
  await tx.deleteFrom("search_queue").where("chat_id", "in", chatIds).execute();
}
