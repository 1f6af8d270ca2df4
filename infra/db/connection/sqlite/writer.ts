import { refusalOf, type Statement } from "../batch.ts";
import { SqliteConnection, type SqliteResult } from "./connection.ts";
import { assertInPlace, type FileIdentity } from "./opened_file.ts";
import { type PlainError, toPlain } from "./plain_error.ts";

/**
 * How long SQLite waits for another process's lock, in milliseconds, before the transaction is
 * retried. Transactions that wait for the writer wait for that, too.
 */
const BUSY_TIMEOUT = 100;

/** The statements of a batch. */
export type Batch = readonly Statement<string>[];

/** What came of a batch. */
export type BatchOutcome =
  | { readonly results: readonly SqliteResult[] }
  | { readonly refused: string }
  | { readonly error: PlainError };

/**
 * Writes to a SQLite file, or a database in memory. All its methods block, so it runs in a thread of
 * its own.
 */
export class SqliteWriter {
  readonly #file: FileIdentity | null;
  #opened: SqliteConnection | null = null;

  /** @param file `null` for a database in memory. */
  constructor(file: FileIdentity | null) {
    this.#file = file;
  }

  /**
   * Runs batches in one transaction, and commits them together, with one sync of the disk. A batch
   * that is refused or fails leaves nothing behind, and the others as they are.
   *
   * @returns What came of each, in order, once it is on disk.
   */
  group(batches: readonly Batch[]): BatchOutcome[] {
    try {
      this.begin();
    } catch (error) {
      // The reason is the same for all: the file is busy, was moved, or can't be read.
      return batches.map(() => ({ error: toPlain(error) }));
    }
    try {
      const outcomes = batches.map((batch) => this.#attempt(batch));
      this.commit();
      return outcomes;
    } catch (error) {
      this.rollback();
      // Only one of them may have been too large for the disk, so each is judged by itself.
      if (batches.length > 1) return batches.flatMap((batch) => this.group([batch]));
      return [{ error: toPlain(error) }];
    }
  }

  /** Runs a statement, within the transaction that was begun, or by itself. */
  run(sql: string, values: readonly unknown[]): SqliteResult {
    return this.#connection.run(sql, values);
  }

  /**
   * Begins a transaction, and takes the write lock at once. A transaction that reads first and writes
   * later fails, whatever the timeout, when another process has written in between.
   */
  begin(): void {
    if (this.#file) assertInPlace(this.#file);
    // If an earlier one could not be ended, that must not stop all others.
    this.rollback();
    this.#connection.run("begin immediate");
  }

  /** Commits the transaction: afterwards it is on disk. */
  commit(): void {
    this.#connection.run("commit");
  }

  /** Rolls back the transaction, unless SQLite has done so by itself. */
  rollback(): void {
    if (this.#connection.isInTransaction) this.#connection.run("rollback");
  }

  /** Closes the connection. */
  close(): void {
    this.#opened?.close();
  }

  get #connection(): SqliteConnection {
    if (this.#opened) return this.#opened;
    // Otherwise this would make a new file.
    if (this.#file) assertInPlace(this.#file);
    const path = this.#file?.path ?? ":memory:";
    const options = { busyTimeout: BUSY_TIMEOUT, readsOnly: false };
    return this.#opened = new SqliteConnection(path, options);
  }

  /** @throws the driver's error when SQLite has rolled back the whole group. */
  #attempt(batch: Batch): BatchOutcome {
    this.#connection.run("savepoint batch");
    const outcome = this.#runBatch(batch);
    if (!("results" in outcome)) this.#connection.run("rollback to batch");
    this.#connection.run("release batch");
    return outcome;
  }

  #runBatch(batch: Batch): BatchOutcome {
    try {
      const results = [];
      for (const statement of batch) {
        const result = this.#connection.run(statement.sql, statement.values);
        const refused = refusalOf(statement, result);
        if (refused !== null) return { refused };
        results.push(result);
      }
      return { results };
    } catch (error) {
      if (!this.#connection.isInTransaction) throw error;
      return { error: toPlain(error) };
    }
  }
}
