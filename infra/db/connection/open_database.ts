import { type Dialect, Kysely, type KyselyConfig, sql } from "kysely";
import { AppError } from "../../../domain/app_error.ts";
import type { Log } from "../../../domain/log.ts";
import type { PoolLimits } from "./bounded_pool.ts";
import type { Database, SqlDialect } from "./database.ts";
import { toAppError } from "./database_error.ts";
import { FaultLog } from "./fault_log.ts";
import { checkSchema, migrate, pendingMigrations } from "./migrate.ts";
import { readMigrations } from "./migration_files.ts";
import { retryTransient } from "./retry.ts";
import { runTransaction } from "./run_transaction.ts";
import type { Schema } from "./schema.ts";
import { openSqlite } from "./sqlite/dialect.ts";
import { sqlitePath } from "./sqlite/path.ts";

/** How to open a database. */
export type OpenOptions = {
  /** Maximum number of connections to a MySQL server; 10 by default. */
  readonly connections?: number;
  /** Logs when an outage begins, and when it is over. */
  readonly log?: Log;
  /** Time limits for a MySQL server. */
  readonly limits?: PoolLimits;
  /** Called with the text of every statement, for tests and traces. */
  readonly onStatement?: (sql: string) => void;
  /** Folder of migrations instead of the program's own, for tests. */
  readonly migrations?: URL;
};

/**
 * Opens a database. `migrate` or `checkSchema` must follow, because the schema is not checked here.
 *
 * @param url `sqlite:path`, `sqlite::memory:`, or `mysql://user:password@host:port/database` with
 * the query parameters `ssl=off`, `ssl=required` or `ssl=verify-ca`, and `ssl-ca=/path/to/ca.pem`.
 * @throws {AppError} `unavailable` when it can't be reached; retrying may help.
 * @throws {Error} when the URL has another scheme.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  const name = dialectOf(url);
  const { dialect, batch } = await connect(name, url, options);
  const db = new Kysely<Schema>({ dialect, log: logOf(options) });
  const database = databaseOf({ db, batch }, { name, url, options });
  try {
    // Not logged as an outage: the caller reports why the database can't be opened.
    await mapErrors(() => ping(db));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function dialectOf(url: string): SqlDialect {
  if (url.startsWith("sqlite:")) return "sqlite";
  if (url.startsWith("mysql:")) return "mysql";
  const scheme = /^[\w+.-]*:/.exec(url)?.[0] ?? "its URL";
  throw new Error(`Cannot open the database: ${scheme} is neither sqlite: nor mysql:`);
}

/** What Kysely needs, and batches, which don't go through Kysely. */
type Connected = { readonly dialect: Dialect; readonly batch: Database["batch"] };

async function connect(
  name: SqlDialect,
  url: string,
  { connections = 10, limits, onStatement }: OpenOptions,
): Promise<Connected> {
  if (name === "sqlite") {
    const path = sqlitePath(url)!;
    return await mapErrors(() => retryTransient(() => openSqlite(path, { onStatement })));
  }
  // Imported here, so that a process on SQLite doesn't load the MySQL driver.
  const { openMysql } = await import("./mysql_dialect.ts");
  return await openMysql(new URL(url), { connections, limits, onStatement });
}

function logOf({ onStatement }: OpenOptions): KyselyConfig["log"] {
  return onStatement && ((event) => onStatement(event.query.sql));
}

type Opened = {
  readonly name: SqlDialect;
  readonly url: string;
  readonly options: OpenOptions;
};

function databaseOf(
  { db, batch }: Pick<Database, "db" | "batch">,
  { name, url, options }: Opened,
): Database {
  const migrations = () => readMigrations(name, options.migrations);
  const faults = options.log && new FaultLog(options.log);
  const read = <T>(work: () => Promise<T>) => mapErrors(work, { faults, isWrite: false });
  const write = <T>(work: () => Promise<T>) => mapErrors(work, { faults, isWrite: true });
  return {
    db,
    dialect: name,
    run: (work) => read(() => retryTransient(() => work(db))),
    transaction: (work) => write(() => retryTransient(() => runTransaction(db, work))),
    batch: (statements) => write(() => retryTransient(() => batch(statements))),
    migrate: () =>
      mapErrors(() =>
        withoutTimeLimit(db, { name, url, options }, async (db) => {
          return await migrate(db, name, await migrations());
        })
      ),
    pendingMigrations: () =>
      read(async () => await pendingMigrations(db, name, await migrations())),
    checkSchema: () => read(async () => await checkSchema(db, name, await migrations())),
    ping: () => read(() => ping(db)),
    close: () => db.destroy(),
  };
}

async function ping(db: Kysely<Schema>): Promise<void> {
  await sql`select 1`.execute(db);
}

/**
 * Runs `work` without a time limit for statements, because migrations may take long: on MySQL with
 * connections of its own.
 */
async function withoutTimeLimit<T>(
  db: Kysely<Schema>,
  { name, url, options }: Opened,
  work: (db: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  if (name === "sqlite") return await work(db);
  const { defaultPoolLimits } = await import("./bounded_pool.ts");
  const limits = { ...defaultPoolLimits, statement: null };
  const { dialect } = await connect(name, url, { connections: 2, limits });
  const own = new Kysely<Schema>({ dialect, log: logOf(options) });
  return await work(own).finally(() => own.destroy());
}

/** Maps the errors of `work` with {@link toAppError}; notes faults and successes in `faults`. */
async function mapErrors<T>(
  work: () => Promise<T>,
  { faults, isWrite = false }: { faults?: FaultLog; isWrite?: boolean } = {},
): Promise<T> {
  try {
    const result = await work();
    faults?.worked(isWrite);
    return result;
  } catch (cause) {
    const error = toAppError(cause);
    if (faults && cause !== error && error instanceof AppError) faults.failed(error);
    throw error;
  }
}
