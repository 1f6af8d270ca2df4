import { type Dialect, Kysely, type KyselyConfig, sql } from "kysely";
import type { Database, SqlDialect } from "./database.ts";
import { toAppError } from "./database_error.ts";
import { checkSchema, migrate } from "./migrate.ts";
import { readMigrations } from "./migration_files.ts";
import { retryPassing } from "./retry.ts";
import type { Schema } from "./schema.ts";
import { openSqlite } from "./sqlite_dialect.ts";

export type { Database };

/** How to open a database. */
export type OpenOptions = {
  /** Most connections to a MySQL server; 10 by default, at least 2 to migrate. */
  readonly connections?: number;
  /** Called with every statement, for tests and traces. */
  readonly onStatement?: (sql: string) => void;
  /** Another folder of migrations than the program's own, for tests. */
  readonly migrations?: URL;
};

/**
 * Opens a database; that its schema is up to date is for `migrate` or `checkSchema`.
 *
 * @param url `sqlite:path`, `sqlite::memory:`, or `mysql://user:password@host:port/database` with
 * the query parameters `ssl=off`, `ssl=required` or `ssl=verify-ca`, and `ssl-ca=/path/to/ca.pem`.
 * @throws {AppError} `unavailable` when it can't be reached; worth another try.
 * @throws {Error} when the URL is not one of a database.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  const name = dialectOf(url);
  const dialect = await connect(name, url, options);
  const db = new Kysely<Schema>({ dialect, log: logOf(options) });
  const database = databaseOf(db, name, options);
  try {
    await database.ping();
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

async function connect(name: SqlDialect, url: string, options: OpenOptions): Promise<Dialect> {
  if (name === "sqlite") {
    const path = url.replace(/^sqlite:(\/\/)?/, "");
    return await mapErrors(() => retryPassing(() => openSqlite(path)));
  }
  // Imported here, so that starting on SQLite costs nothing of it.
  const { openMysql } = await import("./mysql_dialect.ts");
  return await openMysql(new URL(url), options.connections ?? 10);
}

function logOf({ onStatement }: OpenOptions): KyselyConfig["log"] {
  return onStatement && ((event) => onStatement(event.query.sql));
}

function databaseOf(db: Kysely<Schema>, dialect: SqlDialect, options: OpenOptions): Database {
  const migrations = () => readMigrations(dialect, options.migrations);
  return {
    db,
    dialect,
    run: (work) => mapErrors(() => retryPassing(() => work(db))),
    transaction: (work) => mapErrors(() => retryPassing(() => db.transaction().execute(work))),
    migrate: () => mapErrors(async () => await migrate(db, dialect, await migrations())),
    checkSchema: () => mapErrors(async () => await checkSchema(db, await migrations())),
    ping: () => mapErrors(async () => void await sql`select 1`.execute(db)),
    close: () => db.destroy(),
  };
}

async function mapErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAppError(error);
  }
}
