import type { Transaction } from "kysely";
import { uuidV7 } from "../../runtime/uuid_v7.ts";
import { batches } from "../connection/batches.ts";
import type { Statement } from "../connection/batch.ts";
import type { Schema } from "../connection/schema.ts";
import { insertInto } from "../connection/written_statements.ts";

/*
 * What people search is entered into the index shortly after it was stored: whatever stores a text
 * also queues it, in the same transaction, and an indexer in each process enters what is queued. A
 * row stands for one time of queueing, so whoever takes it has seen everything stored until then.
 */

/** A text to enter into the search index, once more if it is there already. */
export type QueuedText = {
  readonly chatId: string;
  /** The message, or `null` for the chat's title. */
  readonly messageId: string | null;
  /** The process that should enter it; any process by default. */
  readonly instanceId?: string;
};

/** Queues a text for the search index, in the batch that stores it. */
export function queueForSearch(text: QueuedText): Statement {
  return insertInto("search_queue", rowOf(text));
}

/** Queues texts for the search index, in the transaction that stores them. */
export async function queueAllForSearch(
  tx: Transaction<Schema>,
  texts: readonly QueuedText[],
): Promise<void> {
  for (const rows of batches(texts.map(rowOf))) {
    await tx.insertInto("search_queue").values(rows).execute();
  }
}

function rowOf({ chatId, messageId, instanceId = "" }: QueuedText) {
  return { id: uuidV7(), chat_id: chatId, message_id: messageId ?? "", instance_id: instanceId };
}
