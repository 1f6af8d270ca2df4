import type { Kysely, Transaction } from "kysely";
import type { Schema } from "./schema.ts";

/** Which SQL is spoken; MariaDB and TiDB speak `mysql`. */
export type SqlDialect = "sqlite" | "mysql";

/** An open database. Gateways reach it through `run` and `transaction` only. */
export interface Database {
  /** The query builder itself, without the retries and error mapping of the methods below. */
  readonly db: Kysely<Schema>;
  readonly dialect: SqlDialect;

  /**
   * Runs single statements, again when the database refused one for a passing reason (deadlock,
   * lock wait, busy).
   *
   * @throws {AppError} `unavailable` when the database is away, stays busy, or takes no more data. Where
   * the connection broke meanwhile, a statement may have been done all the same.
   */
  run<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;

  /**
   * Runs `work` in one transaction, all of it again when the database refused it for a passing
   * reason, or when the connection broke before the commit; so it must change nothing but the
   * database. It rolls back when `work` throws.
   *
   * @throws {AppError} `unavailable` when the database is away, stays busy, or takes no more data. Where
   * the connection broke at the commit, it may have been done all the same.
   */
  transaction<T>(work: (tx: Transaction<Schema>) => Promise<T>): Promise<T>;

  /**
   * Brings the schema up to date.
   *
   * @returns Names of the migrations it applied.
   * @throws {Error} when the schema is newer than this program, was migrated by other files than
   * these, or was left half-migrated; and, before anything is changed, when another program's tables
   * are in its way.
   */
  migrate(): Promise<string[]>;

  /** Checks that the schema is exactly the one this program knows. @throws {Error} if not. */
  checkSchema(): Promise<void>;

  /** Asks the database for a sign of life. @throws {AppError} `unavailable` */
  ping(): Promise<void>;

  /** Closes all connections. */
  close(): Promise<void>;
}
