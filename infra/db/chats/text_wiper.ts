import { type Kysely, sql, type Transaction } from "kysely";
import { AppError, isUnavailable } from "../../../domain/app_error.ts";
import type { TextWiper } from "../../../domain/deleted_text.ts";
import { said } from "../../../domain/said.ts";
import type { Database } from "../connection/database.ts";
import { retryTransient } from "../connection/retry.ts";
import type { Schema } from "../connection/schema.ts";

/** Index pages that one step writes: a few milliseconds of work. */
const PAGES_AT_ONCE = 16;

/** Pause between two steps, in milliseconds, in which other statements run. */
const PAUSE_MS = 5;

/** Retries of emptying the log while other connections read it; after that the caller retries. */
const emptyLogPolicy = { patience: 2000, firstDelay: 20, longestDelay: 200 };

/**
 * {@link TextWiper} in SQL. SQLite overwrites deleted data (`secure_delete`), but two places keep
 * it: the index of words only marks entries as deleted until its parts are merged, and the
 * write-ahead log has earlier versions of pages. A MySQL server purges its pages by itself, and
 * keeps its logs as configured.
 */
export class SqlTextWiper implements TextWiper {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async wipe(signal: AbortSignal): Promise<void> {
    if (this.#database.dialect !== "sqlite") return;
    // A negative number schedules all parts for merging; fewer than two changes mean that nothing
    // is left. https://sqlite.org/fts5.html#the_merge_command
    let pages = -PAGES_AT_ONCE;
    while (!signal.aborted && await this.#merge(pages) >= 2) {
      pages = PAGES_AT_ONCE;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const shouldRetry = (error: unknown) => isUnavailable(error) && !signal.aborted;
    await retryTransient(() => this.#emptyLog(), emptyLogPolicy, shouldRetry);
  }

  /**
   * Empties the write-ahead log.
   *
   * @throws {AppError} `unavailable` when a connection of any process still reads the log, which
   * the statement reports in its row, not as an error.
   */
  async #emptyLog(): Promise<void> {
    const { rows: [result] } = await this.#database.run((db) =>
      sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db)
    );
    if (!result?.busy) return;
    throw new AppError("unavailable", said`The database is too busy; try again in a moment`);
  }

  /** Merges parts of the index. @returns how many rows that changed. */
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
