import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Instance } from "../../../domain/answers/turn_gateway.ts";
import { nextRevision } from "../chats/chat_rows.ts";
import type { Database, SqlDialect } from "../connection/database.ts";
import { databaseClock } from "../connection/database_clock.ts";
import type { Schema } from "../connection/schema.ts";
import { queueAllForSearch } from "../search/search_queue.ts";
import { countDifference, lockStorage, messageBytes, textBytes } from "../accounts/stored_bytes.ts";

/** A turn whose process has died, as the rows of its streaming answers describe it. */
export type StaleTurn = {
  readonly userId: string;
  readonly chatId: string;
  readonly questionId: string;
  readonly instanceId: string | null;
  readonly answerIds: readonly string[];
};

/**
 * Finds the turns whose process has sent no heartbeat for `staleAfter` milliseconds, and older
 * turns that are recorded as the calling process's but that it isn't running.
 *
 * @param self The calling process; `now` is the time on its clock.
 */
export async function findStaleTurns(
  database: Database,
  self: Instance,
  { staleAfter, now }: { staleAfter: number; now: Date },
): Promise<StaleTurn[]> {
  const { instanceId, running } = self;
  const rows = await database.run((db) =>
    // A cross join, because SQLite keeps its order, and only few chats are being answered.
    db.selectFrom("chats")
      .crossJoin("messages as m")
      .leftJoin("instances", "instances.id", "m.instance_id")
      .select(["m.id", "m.user_id", "m.chat_id", "m.parent_id", "m.instance_id"])
      .where("chats.answering", "is not", null)
      .whereRef("m.chat_id", "=", "chats.id")
      .whereRef("m.parent_id", "=", "chats.answering")
      .where("m.state", "=", "streaming")
      .where((eb) =>
        eb.or([
          eb("instances.id", "is", null),
          eb("instances.beat_at", "<", beforeNow(database.dialect, staleAfter)),
          eb.and([
            eb("m.instance_id", "=", instanceId),
            eb(eb.fn.coalesce("m.begun_at", "m.created_at"), "<", now.getTime() - staleAfter),
            eb("m.id", "not in", ["", ...running]),
          ]),
        ])
      )
      .execute()
  );
  return Map.groupBy(rows, (row) => row.parent_id).values().map((answers) => ({
    userId: answers[0]!.user_id,
    chatId: answers[0]!.chat_id,
    questionId: answers[0]!.parent_id!,
    instanceId: answers[0]!.instance_id,
    answerIds: answers.map((answer) => answer.id),
  })).toArray();
}

/** What the database's clock showed this many milliseconds ago. */
export function beforeNow(dialect: SqlDialect, milliseconds: number): RawBuilder<number> {
  return sql<number>`${databaseClock(dialect)} - ${milliseconds}`;
}

/**
 * Ends the answers of a process that died, with the text that it stored, and frees their chat.
 *
 * @returns How many answers this ended.
 */
export async function interruptTurn(
  tx: Transaction<Schema>,
  turn: StaleTurn,
  { now, dialect }: { now: Date; dialect: SqlDialect },
): Promise<number> {
  const { userId, chatId, questionId, instanceId, answerIds } = turn;
  await lockStorage(tx, userId);
  const { numUpdatedRows } = await tx.updateTable("messages")
    .set({ state: "interrupted", finished_at: now.getTime() })
    .where("id", "in", answerIds).where("instance_id", "=", instanceId)
    .where("state", "=", "streaming").executeTakeFirst();
  if (numUpdatedRows === 0n) return 0;
  for (const id of answerIds) await countDifference(tx, userId, await keepChunks(tx, dialect, id));
  await tx.deleteFrom("answer_chunks").where("answer_id", "in", answerIds).execute();
  await tx.deleteFrom("thinking_chunks").where("answer_id", "in", answerIds).execute();
  await tx.updateTable("chats").set({ ...nextRevision, answering: null })
    .where("id", "=", chatId).where("user_id", "=", userId).where("answering", "=", questionId)
    .execute();
  await queueAllForSearch(
    tx,
    [questionId, ...answerIds].map((messageId) => ({ chatId, messageId })),
  );
  return Number(numUpdatedRows);
}

/** Adds an answer's chunks to its texts. @returns How many bytes that added. */
async function keepChunks(
  tx: Transaction<Schema>,
  dialect: SqlDialect,
  id: string,
): Promise<number> {
  const moreText = await readChunks(tx, "answer_chunks", id);
  const moreThinking = await readChunks(tx, "thinking_chunks", id);
  if (moreText + moreThinking === "") return 0;
  const stored = await tx.selectFrom("messages").select(["content", "thinking"])
    .select(messageBytes.as("bytes"))
    .where("id", "=", id).executeTakeFirstOrThrow();
  const content = stored.content + moreText;
  const thinking = (stored.thinking ?? "") + moreThinking;
  await tx.updateTable("messages").set({ content, thinking: thinking || null })
    .where("id", "=", id).execute();
  return textBytes(dialect, content, thinking) - Number(stored.bytes);
}

async function readChunks(
  tx: Transaction<Schema>,
  table: "answer_chunks" | "thinking_chunks",
  id: string,
): Promise<string> {
  const chunks = await tx.selectFrom(table).select("text")
    .where("answer_id", "=", id).orderBy("position").execute();
  return chunks.map(({ text }) => text).join("");
}
