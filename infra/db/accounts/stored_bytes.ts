import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import { AppError } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import type { Statement } from "../connection/batch.ts";
import type { SqlDialect } from "../connection/database.ts";
import { runBatch } from "../connection/run_batch.ts";
import type { Schema } from "../connection/schema.ts";
import { sqliteText } from "../connection/sqlite/text.ts";
import { upsertTexts } from "../connection/written_statements.ts";

/**
 * Bytes that a chat or a message counts besides its texts: ids, times and numbers. Migration
 * `storage` has this number, too.
 */
export const ROW_BYTES = 200;

const encoder = new TextEncoder();

/** Bytes of texts as they are stored, in UTF-8. */
export function textBytes(dialect: SqlDialect, ...texts: readonly string[]): number {
  const stored = dialect === "sqlite" ? texts.map(sqliteText) : texts;
  return stored.reduce((sum, text) => sum + encoder.encode(text).length, 0);
}

/** Bytes of a message's texts, in SQL. */
export const MESSAGE_BYTES = "(octet_length(content) + coalesce(octet_length(thinking), 0))";

/** {@link MESSAGE_BYTES} for the query builder. */
export const messageBytes: RawBuilder<number> = sql<
  number
>`octet_length(content) + coalesce(octet_length(thinking), 0)`;

/** Bytes of a chat's own texts, in SQL. */
const chatBytes: RawBuilder<number> = sql<
  number
>`octet_length(title) + octet_length(system_message)`;

/**
 * Locks a user's count of stored bytes until the transaction ends. What computes a difference from
 * stored text must do this before it reads or locks any of that text.
 */
export function storageLock(userId: string): Statement {
  return { sql: "update storage set bytes = bytes where user_id = ?", values: [userId] };
}

/** Runs {@link storageLock}. */
export async function lockStorage(tx: Transaction<Schema>, userId: string): Promise<void> {
  await runBatch(tx, [storageLock(userId)]);
}

/** Bytes that are about to be stored. */
export type StoredMore = {
  readonly userId: string;
  readonly bytes: number;
  /** How many bytes the user may store in all; `null` for no limit. */
  readonly limit: number | null;
};

const countSql = upsertTexts(({ onConflict }) => `
  insert into storage (user_id, bytes) values (?, ?)
  ${onConflict("user_id")} bytes = bytes + ?`);

/**
 * Counts bytes that a batch stores, and locks the user's count until the batch has ended. The error
 * for a refused batch is {@link storageFull}.
 */
export function countStored(
  dialect: SqlDialect,
  { userId, bytes, limit }: StoredMore,
): readonly Statement<"storage_full">[] {
  const count = { sql: countSql[dialect], values: [userId, bytes, bytes] };
  if (limit === null) return [count];
  return [count, {
    sql: "select bytes from storage where user_id = ? and bytes <= ?",
    values: [userId, limit],
    must: { be: "found", else: "storage_full" },
  }];
}

/**
 * Counts bytes that a transaction stores.
 *
 * @throws {AppError} `storage_full` above the limit; the transaction must be rolled back then.
 */
export async function countStoredIn(
  tx: Transaction<Schema>,
  dialect: SqlDialect,
  more: StoredMore,
): Promise<void> {
  const { refused } = await runBatch(tx, countStored(dialect, more));
  if (refused === null) return;
  const counted = await findStored(tx, more.userId) ?? 0;
  throw storageFull(counted - more.bytes, more);
}

/** Counts a difference, positive or negative, without a limit. */
export async function countDifference(
  tx: Kysely<Schema>,
  userId: string,
  bytes: number,
): Promise<void> {
  if (bytes === 0) return;
  await tx.updateTable("storage").set((eb) => ({ bytes: eb("bytes", "+", bytes) }))
    .where("user_id", "=", userId).execute();
}

/** Uncounts messages that are about to be deleted. @param ids No more than one statement takes. */
export async function uncountMessages(
  tx: Transaction<Schema>,
  userId: string,
  ids: readonly string[],
): Promise<void> {
  const rows = await tx.selectFrom("messages").select(messageBytes.as("bytes"))
    .where("id", "in", ids).execute();
  await countDifference(tx, userId, -sumOf(rows));
}

/** Uncounts chats that are about to be deleted, after their messages. */
export async function uncountChats(
  tx: Transaction<Schema>,
  userId: string,
  ids: readonly string[],
): Promise<void> {
  const rows = await tx.selectFrom("chats").select(chatBytes.as("bytes"))
    .where("id", "in", ids).where("user_id", "=", userId).execute();
  await countDifference(tx, userId, -sumOf(rows));
}

function sumOf(rows: readonly { readonly bytes: number }[]): number {
  return rows.reduce((sum, { bytes }) => sum + Number(bytes) + ROW_BYTES, 0);
}

/** Bytes that a user has stored; `null` when none were ever counted. */
export async function findStored(db: Kysely<Schema>, userId: string): Promise<number | null> {
  const row = await db.selectFrom("storage").select("bytes").where("user_id", "=", userId)
    .executeTakeFirst();
  return row ? Math.max(0, Number(row.bytes)) : null;
}

/** The error for bytes beyond the limit. @param stored How many bytes the user has stored. */
export function storageFull(
  stored: number,
  { bytes, limit }: Pick<StoredMore, "bytes" | "limit">,
): AppError {
  return new AppError(
    "storage_full",
    said`Your storage is full: this needs ${bytes} bytes, and you have used ${stored} of ${limit!} bytes; delete chats that you no longer need. They stop counting about an hour later`,
    { details: { storedBytes: stored, limitBytes: limit! } },
  );
}
