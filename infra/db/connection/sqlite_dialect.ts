import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from "kysely";
import { OpenedFile } from "./opened_file.ts";
import { createFile } from "./sqlite_file.ts";
import { sqliteText } from "./sqlite_text.ts";

const CACHED_STATEMENTS = 200;

// A waiting statement blocks the whole process, so SQLite waits for another process's lock only as
// long as a transaction usually takes. After that the statement is retried, and other work runs in
// between.
//
// synchronous=FULL syncs the log at every commit (0.2 ms on an SSD), so that what was acknowledged
// survives a power cut, too, not only a killed process.
//
// secure_delete overwrites deleted data with zeros.
//
// None of these changes the file, because it may be another program's. Reading `schema_version`
// fails when it is not a SQLite file.
const settings = `
  pragma busy_timeout = 5;
  pragma schema_version;
  pragma synchronous = full;
  pragma foreign_keys = on;
  pragma temp_store = memory;
  pragma secure_delete = on;
  pragma cache_size = -16000;
`;

/**
 * Opens a SQLite file with `node:sqlite`.
 *
 * @param path File or `:memory:`. A missing file and folder are created, for their owner only.
 */
export async function openSqlite(path: string): Promise<SqliteDialect> {
  if (path !== ":memory:") await createFile(path);
  const database = new DatabaseSync(path);
  try {
    database.exec(settings);
  } catch (error) {
    database.close();
    throw error;
  }
  return new CarefulSqliteDialect(database, path === ":memory:" ? null : new OpenedFile(path));
}

class CarefulSqliteDialect extends SqliteDialect {
  readonly #driver: CarefulSqliteDriver;

  constructor(database: DatabaseSync, file: OpenedFile | null) {
    const adapted = adapt(database);
    super({ database: adapted });
    this.#driver = new CarefulSqliteDriver(adapted, { database, file });
  }

  override createDriver(): CarefulSqliteDriver {
    return this.#driver;
  }
}

/** An open database and its file; `null` for one in memory. */
type Opened = { readonly database: DatabaseSync; readonly file: OpenedFile | null };

class CarefulSqliteDriver extends SqliteDriver {
  readonly #opened: Opened;

  constructor(adapted: SqliteDatabase, opened: Opened) {
    super({ database: adapted });
    this.#opened = opened;
  }

  /**
   * Takes the write lock at once. A transaction that reads first and writes later fails, whatever
   * the timeout, when another process has written in between.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#opened.file?.assertInPlace();
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  /** Does nothing if SQLite has rolled back by itself, as it may when the disk is full or fails. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#opened.database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** Gives `node:sqlite` the interface that Kysely expects, and caches prepared statements. */
function adapt(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      if (statements.size >= CACHED_STATEMENTS) statements.clear();
      const statement = adaptStatement(database.prepare(sql));
      statements.set(sql, statement);
      return statement;
    },
  };
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  const names = statement.columns().map(({ name }) => name);
  // Reading rows as arrays is twice as fast.
  statement.setReturnArrays(true);
  return {
    reader: names.length > 0,
    all: (parameters) =>
      statement.all(...parameters.map(toInput)).map((row) => toObject(names, row)),
    run: (parameters) => statement.run(...parameters.map(toInput)),
    *iterate(parameters) {
      for (const row of statement.iterate(...parameters.map(toInput))) yield toObject(names, row);
    },
  };
}

/** @param row An array, though `node:sqlite` types it as an object. */
function toObject(names: readonly string[], row: unknown): Record<string, unknown> {
  const values = row as readonly unknown[];
  const object: Record<string, unknown> = {};
  for (let i = 0; i < names.length; i++) object[names[i]!] = values[i];
  return object;
}

function toInput(value: unknown): SQLInputValue {
  return typeof value === "string" ? sqliteText(value) : value as SQLInputValue;
}
