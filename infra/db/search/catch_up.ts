import type { Transaction } from "kysely";
import { isUnavailable } from "../../../domain/app_error.ts";
import type { Clock } from "../../../domain/clock.ts";
import type { Log } from "../../../domain/log.ts";
import type { Database } from "../connection/database.ts";
import { isUniqueViolation } from "../connection/database_error.ts";
import type { MessagesTable, Schema } from "../connection/schema.ts";
import { forgetMessages, forgetTitles, indexMessages } from "./search_index.ts";

/** Messages per transaction, and milliseconds between two, which leave room for other work. */
const SLICE = 100;
const PAUSE = 20;

/** Milliseconds until a retry; doubles with each failure, up to the longest. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

type CatchUpDeps = { readonly log: Log; readonly clock: Clock };

/**
 * Enters messages into the search index that are not there yet: those older than the index, or all
 * of them after it was recreated. Processes share the work, and continue after an outage of the
 * database. Takes one statement when nothing is left to do.
 *
 * @param signal Ends the work early.
 */
export async function catchUpSearch(
  database: Database,
  { log, clock, signal }: CatchUpDeps & { readonly signal: AbortSignal },
): Promise<void> {
  let entered = 0;
  for (let failures = 0; !signal.aborted;) {
    try {
      const count = await enterNext(database);
      if (count === null) break;
      if (entered === 0 && count > 0) log.info("Entering old messages into the search index");
      entered += count;
      failures = 0;
      await clock.sleep(PAUSE, signal);
    } catch (error) {
      if (signal.aborted) return;
      // Outages of the database are logged elsewhere.
      if (failures === 0 && !isUnavailable(error)) {
        log.error("Cannot enter old messages into the search index; trying again", error);
      }
      await clock.sleep(Math.min(FIRST_WAIT * 2 ** failures++, LONGEST_WAIT), signal);
    }
  }
  if (entered > 0 && !signal.aborted) log.info("All messages can be searched", { entered });
}

/** Starts {@link catchUpSearch} in the background, until it is disposed. */
export function startSearchCatchUp(database: Database, deps: CatchUpDeps): AsyncDisposable {
  const ending = new AbortController();
  const done = catchUpSearch(database, { ...deps, signal: ending.signal });
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
    },
  };
}

/**
 * If an answer ends at the same moment, its own transaction enters it, and the slice is repeated.
 */
async function enterNext(database: Database): Promise<number | null> {
  return await enterSlice(database).catch((error) => {
    if (isUniqueViolation(error)) return 0;
    throw error;
  });
}

/** @returns How many messages were entered or skipped, or `null` when none are left. */
async function enterSlice(database: Database): Promise<number | null> {
  const readPosition = database.db.selectFrom("search_progress").select("position");
  const now = await database.run(() => readPosition.executeTakeFirst());
  if (now === undefined || now.position === null) return null;
  return await database.transaction(async (tx) => {
    const progress = tx.selectFrom("search_progress").select("position");
    // In SQLite the transaction itself is the lock.
    const row = await (database.dialect === "sqlite" ? progress : progress.forUpdate())
      .executeTakeFirst();
    if (!row || row.position === null) return null;
    const rows = await tx.selectFrom("messages").select(["id", "chat_id", "parent_id"])
      .where("id", ">", row.position).orderBy("id").limit(SLICE).execute();
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) {
      await forget(tx, rows);
      await indexMessages(tx, ids);
    }
    const position = ids.at(-1) ?? null;
    await tx.updateTable("search_progress").set({ position }).execute();
    return ids.length;
  });
}

type Row = Pick<MessagesTable, "id" | "chat_id" | "parent_id">;

/** Removes entries made meanwhile: entered after older ones, they get larger numbers again. */
async function forget(tx: Transaction<Schema>, rows: readonly Row[]): Promise<void> {
  await forgetMessages(tx, rows.map((row) => row.chat_id), rows.map((row) => row.id));
  const begun = rows.filter((row) => row.parent_id === null).map((row) => row.chat_id);
  if (begun.length > 0) await forgetTitles(tx, begun);
}
