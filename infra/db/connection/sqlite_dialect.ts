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
import { makeFile } from "./sqlite_file.ts";
import { sqliteText } from "./sqlite_text.ts";

const CACHED_STATEMENTS = 200;

// A waiting statement blocks the whole process, so SQLite itself waits for another process only as
// long as its transaction usually takes; longer waits are retries, which give way to other work.
//
// synchronous=FULL syncs the log at every commit (0.2 ms on an SSD), so that what was acknowledged
// survives not only a killed process but a power cut.
//
// secure_delete overwrites what is deleted with zeros.
//
// Nothing of the file is changed yet, for it may be another program's. Reading its version shows whether
// it is one of SQLite's.
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
 * Opens a SQLite file through Deno's (or Node's) own `node:sqlite`.
 *
 * @param path File, made when missing, as is its folder (for its owner alone), or `:memory:`.
 */
export async function openSqlite(path: string): Promise<SqliteDialect> {
  if (path !== ":memory:") await makeFile(path);
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

/** What a transaction looks at: the connection's state, and its file unless it is in memory. */
type Opened = { readonly database: DatabaseSync; readonly file: OpenedFile | null };

class CarefulSqliteDriver extends SqliteDriver {
  readonly #opened: Opened;

  constructor(adapted: SqliteDatabase, opened: Opened) {
    super({ database: adapted });
    this.#opened = opened;
  }

  /**
   * Transactions take the write lock at once. One that begins by reading and writes later would fail,
   * whatever the timeout, when another process wrote in between.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#opened.file?.assertThere();
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  /** SQLite may have rolled back by itself when the disk is full or fails. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#opened.database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** Gives `node:sqlite` the shape Kysely wants, and keeps prepared statements. */
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
  // Rows come twice as fast without their names.
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

/** @param row An array, whatever its type says. */
function toObject(names: readonly string[], row: unknown): Record<string, unknown> {
  const values = row as readonly unknown[];
  const object: Record<string, unknown> = {};
  for (let i = 0; i < names.length; i++) object[names[i]!] = values[i];
  return object;
}

function toInput(value: unknown): SQLInputValue {
  return typeof value === "string" ? sqliteText(value) : value as SQLInputValue;
}
