import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { sqliteText } from "./text.ts";

const CACHED_STATEMENTS = 200;

// synchronous=FULL syncs the log at every commit, so that what was acknowledged survives a power
// cut, too, not only a killed process.
//
// secure_delete overwrites deleted data with zeros.
//
// None of these changes the file, because it may be another program's. Reading `schema_version`
// fails when it is not a SQLite file.
const settings = `
  pragma schema_version;
  pragma synchronous = full;
  pragma foreign_keys = on;
  pragma temp_store = memory;
  pragma secure_delete = on;
  pragma cache_size = -16000;
`;

/** What a connection is for. */
export type ConnectionOptions = {
  /** How long it waits for another connection's lock, in milliseconds, blocking its thread. */
  readonly busyTimeout: number;
  /** Refuses statements that write. */
  readonly readsOnly: boolean;
};

/** What came of a statement, in a form that costs little to send between threads. */
export type SqliteResult = {
  /** Names of the columns; none for a statement that doesn't read. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** How many rows a statement that doesn't read has changed; an update counts those it found. */
  readonly changed: number;
  readonly lastInsertId: number | bigint;
};

type Prepared = { readonly statement: StatementSync; readonly columns: readonly string[] };

/** A connection to a SQLite file. Prepares each statement once. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();

  /** @param path File or `:memory:`. @throws the driver's error. */
  constructor(path: string, { busyTimeout, readsOnly }: ConnectionOptions) {
    this.#database = new DatabaseSync(path);
    try {
      this.#database.exec(`pragma busy_timeout = ${busyTimeout}; ${settings}`);
      // Not opened as read-only: then SQLite could not recover what a killed process left behind.
      if (readsOnly) this.#database.exec("pragma query_only = on");
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Whether a transaction is open. SQLite may end it by itself when the disk is full or fails. */
  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Runs a statement. @throws the driver's error. */
  run(sql: string, values: readonly unknown[] = []): SqliteResult {
    const { statement, columns } = this.#prepare(sql);
    const inputs = values.map(toInput);
    if (columns.length === 0) {
      const { changes, lastInsertRowid } = statement.run(...inputs);
      return { columns, rows: [], changed: Number(changes), lastInsertId: lastInsertRowid };
    }
    // Typed as objects; they are arrays.
    const rows = statement.all(...inputs) as unknown as unknown[][];
    return { columns, rows, changed: 0, lastInsertId: 0 };
  }

  /** Closes it. */
  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= CACHED_STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    // Reading rows as arrays is twice as fast.
    statement.setReturnArrays(true);
    const prepared = { statement, columns: statement.columns().map(({ name }) => name) };
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

function toInput(value: unknown): SQLInputValue {
  return typeof value === "string" ? sqliteText(value) : value as SQLInputValue;
}
