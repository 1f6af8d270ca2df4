import type { Kysely, Transaction } from "kysely";
import type { BatchResult, Statement } from "./batch.ts";
import type { Schema } from "./schema.ts";

/** The dialect of SQL; MariaDB and TiDB speak `mysql`. */
export type SqlDialect = "sqlite" | "mysql";

/** A migration that was not applied yet. */
export type PendingMigration = { readonly name: string; readonly statements: readonly string[] };

/** An open database. Gateways reach it through `run` and `transaction` only. */
export interface Database {
  /** The query builder itself, without the retries and error mapping of the methods below. */
  readonly db: Kysely<Schema>;
  readonly dialect: SqlDialect;

  /**
   * Runs `work` without a transaction, and repeats all of it when the database refused a statement
   * for a transient reason (deadlock, lock wait, busy).
   *
   * @throws {AppError} `unavailable` when the database can't be reached, stays busy, or can't store
   * more. If the connection broke, a statement may have run all the same.
   */
  run<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;

  /**
   * Runs `work` in one transaction, and rolls back when `work` throws. Repeats it when the database
   * refused it for a transient reason, or when the connection broke before the commit; so `work`
   * must change nothing but the database.
   *
   * @throws {AppError} `unavailable` when the database can't be reached, stays busy, or can't store
   * more. If the connection broke during the commit, the transaction may have been committed.
   */
  transaction<T>(work: (tx: Transaction<Schema>) => Promise<T>): Promise<T>;

  /**
   * Runs statements that don't need each other's results in one transaction. This is the fastest
   * way to write: a MySQL server gets them together, SQLite's writer commits many batches at once.
   * Repeats them as {@link Database.transaction} does.
   *
   * @returns Once it is on disk; or why one of its statements refused it.
   * @throws {AppError} `unavailable` as {@link Database.transaction} does.
   */
  batch<Refusal extends string = never>(
    statements: readonly Statement<Refusal>[],
  ): Promise<BatchResult<Refusal>>;

  /**
   * Brings the schema up to date.
   *
   * @returns Names of the migrations it applied.
   * @throws {Error} when the schema is newer than this program, was made by other migration files,
   * or is half-migrated; and, before anything is changed, when another program's tables have the
   * names it needs.
   */
  migrate(): Promise<string[]>;

  /**
   * The migrations that {@link Database.migrate} would apply now. Changes nothing.
   *
   * @throws {Error} when it would refuse to.
   */
  pendingMigrations(): Promise<readonly PendingMigration[]>;

  /** Checks that the schema is exactly the one this program knows. @throws {Error} if not. */
  checkSchema(): Promise<void>;

  /** Checks that the database answers. @throws {AppError} `unavailable` */
  ping(): Promise<void>;

  /** Closes all connections. */
  close(): Promise<void>;
}
