import { type Kysely, sql, type Transaction } from "kysely";
import { AppError, isUnavailable } from "../../../domain/app_error.ts";
import type { TextWiper } from "../../../domain/deleted_text.ts";
import { said } from "../../../domain/said.ts";
import type { Database } from "../connection/database.ts";
import { retryTransient } from "../connection/retry.ts";
import type { Schema } from "../connection/schema.ts";

/** Pages of the index that one step writes: a few milliseconds' work. */
const PAGES_AT_ONCE = 16;

/** How long others have their turn between two steps, in milliseconds. */
const PAUSE_MS = 5;

/** How often the log is tried to be emptied while others read it; longer waits are for the caller. */
const emptying = { patience: 2000, firstDelay: 20, longestDelay: 200 };

/**
 * {@link TextWiper} in SQL. SQLite overwrites what is deleted (`secure_delete`), but two places keep it: the index
 * of words only marks entries as deleted until its parts are merged, and the write-ahead log has pages as
 * they were. A server of MySQL's kind clears its pages by itself, and keeps its logs as its operator wants.
 */
export class SqlTextWiper implements TextWiper {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async wipe(signal: AbortSignal): Promise<void> {
    if (this.#database.dialect !== "sqlite") return;
    // A negative number puts all parts up for merging; less than two changes mean that nothing is left to do.
    // https://sqlite.org/fts5.html#the_merge_command
    let pages = -PAGES_AT_ONCE;
    while (!signal.aborted && await this.#merge(pages) >= 2) {
      pages = PAGES_AT_ONCE;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const isWorthIt = (error: unknown) => isUnavailable(error) && !signal.aborted;
    await retryTransient(() => this.#emptyLog(), emptying, isWorthIt);
  }

  /**
   * A reader that needs the log, in whichever process, is no error of the statement: its row says so.
   *
   * @throws {AppError} `unavailable` then.
   */
  async #emptyLog(): Promise<void> {
    const { rows: [result] } = await this.#database.run((db) =>
      sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db)
    );
    if (!result?.busy) return;
    throw new AppError("unavailable", said`The database is too busy; try again in a moment`);
  }

  /** @returns how many rows it changed. */
  async #merge(pages: number): Promise<number> {
    return await this.#database.transaction(async (tx) => {
      const before = await totalChanges(tx);
      await sql`insert into search_words (search_words, rank) values ('merge', ${pages})`
        .execute(tx);
      return await totalChanges(tx) - before;
    });
  }
}

async function totalChanges(tx: Kysely<Schema> | Transaction<Schema>): Promise<number> {
  const { rows } = await sql<{ changes: number }>`select total_changes() as changes`.execute(tx);
  return rows[0]!.changes;
}
