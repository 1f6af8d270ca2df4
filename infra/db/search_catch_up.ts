import type { Log } from "../../domain/log.ts";
import type { Database } from "./database.ts";
import { isUniqueViolation } from "./database_error.ts";
import { indexMessages } from "./search_index.ts";

/** Messages in one transaction, and milliseconds between two, which leave room for other work. */
const SLICE = 100;
const PAUSE = 20;

/**
 * Enters the messages from before there was search, once for each database: processes share the work
 * and go on where it was left. Costs one statement when all is done.
 *
 * @param signal Ends it early.
 */
export async function catchUpSearch(
  database: Database,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  try {
    let entered = 0;
    for (let count; !signal.aborted && (count = await enterNext(database)) !== null;) {
      entered += count;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    if (entered > 0) log.info("Search knows the messages from before it", { messages: entered });
  } catch (error) {
    if (!signal.aborted) log.error("Cannot enter old messages into search", error);
  }
}

/** Begins {@link catchUpSearch} beside other work. Disposing it ends that. */
export function startSearchCatchUp(database: Database, log: Log): AsyncDisposable {
  const ending = new AbortController();
  const done = catchUpSearch(database, { log, signal: ending.signal });
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
    },
  };
}

/** An answer that ends at the same moment is entered by whoever ends it; then the slice is begun anew. */
async function enterNext(database: Database): Promise<number | null> {
  return await enterSlice(database).catch((error) => {
    if (isUniqueViolation(error)) return 0;
    throw error;
  });
}

/** @returns How many messages it looked at, or `null` when there are no more. */
async function enterSlice(database: Database): Promise<number | null> {
  const readPosition = database.db.selectFrom("search_progress").select("position");
  const now = await database.run(() => readPosition.executeTakeFirst());
  if (now === undefined || now.position === null) return null;
  return await database.transaction(async (tx) => {
    const progress = tx.selectFrom("search_progress").select("position");
    // SQLite's transaction is the lock.
    const row = await (database.dialect === "sqlite" ? progress : progress.forUpdate())
      .executeTakeFirst();
    if (!row || row.position === null) return null;
    const rows = await tx.selectFrom("messages").select("id").where("id", ">", row.position)
      .orderBy("id").limit(SLICE).execute();
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await indexMessages(tx, ids);
    const position = ids.at(-1) ?? null;
    await tx.updateTable("search_progress").set({ position }).execute();
    return ids.length;
  });
}
