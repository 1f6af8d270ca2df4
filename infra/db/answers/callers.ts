import type { Kysely, Transaction } from "kysely";
import type { AnswerKey } from "../../../domain/chats/message.ts";
import type { Schema } from "../connection/schema.ts";

/**
 * Counts one more caller of a running answer.
 *
 * @returns `false` when the answer has ended, is being stopped, or has no caller left.
 */
export async function addCaller(db: Kysely<Schema>, key: AnswerKey): Promise<boolean> {
  const { numUpdatedRows } = await running(db, key)
    .set((eb) => ({ callers: eb("callers", "+", 1) }))
    .where("stop_requested", "=", 0).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Counts one caller less. @returns whether this was the last caller of a running answer. */
export async function removeCaller(
  tx: Transaction<Schema>,
  key: AnswerKey,
): Promise<boolean> {
  const { numUpdatedRows } = await running(tx, key)
    .set((eb) => ({ callers: eb("callers", "-", 1) }))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  const { callers } = await tx.selectFrom("messages").select("callers")
    .where("id", "=", key.answerId).executeTakeFirstOrThrow();
  return callers === 0;
}

function running(db: Kysely<Schema>, { userId, chatId, answerId }: AnswerKey) {
  return db.updateTable("messages")
    .where("id", "=", answerId).where("chat_id", "=", chatId).where("user_id", "=", userId)
    .where("state", "=", "streaming").where("callers", ">", 0);
}
