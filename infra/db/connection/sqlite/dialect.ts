import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { BatchRows, SqlValue, Statement } from "../batch.ts";
import type { Database } from "../database.ts";
import { SqliteConnection, type SqliteResult } from "./connection.ts";
import { createFile } from "./file.ts";
import { type FileIdentity, identify } from "./opened_file.ts";
import { fromPlain } from "./plain_error.ts";
import { WriteQueue, type WriterTurn } from "./write_queue.ts";
import { SqliteWriter } from "./writer.ts";
import { WriterInProcess, WriterThread } from "./writer_thread.ts";

/**
 * How long a reading statement waits for another process, in milliseconds: it blocks this one. In
 * WAL mode it hardly ever has to.
 */
const BUSY_TIMEOUT = 5;

/** A SQLite database's dialect for Kysely, and its batches, without retries when it is busy. */
export type Sqlite = { readonly dialect: Dialect; readonly batch: Database["batch"] };

/** How to open a SQLite database. */
export type SqliteOptions = {
  /** Called with the text of every statement of a batch. */
  readonly onStatement?: (sql: string) => void;
};

/**
 * Opens a SQLite file. Statements that read run in this thread, each on the newest commit; all
 * others in the writer's thread, which is started by the first of them.
 *
 * @param path File or `:memory:`. A missing file and folder are created, for their owner only.
 */
export async function openSqlite(
  path: string,
  { onStatement = () => {} }: SqliteOptions = {},
): Promise<Sqlite> {
  const file = path === ":memory:" ? null : await prepareFile(path);
  // A database in memory has one connection, so all statements take their turn at it.
  const reader = file && new SqliteConnection(path, { busyTimeout: BUSY_TIMEOUT, readsOnly: true });
  const queue = new WriteQueue(() =>
    file ? new WriterThread(file) : new WriterInProcess(new SqliteWriter(null))
  );
  return {
    dialect: new ThreadedDialect({ reader, queue }),
    async batch(statements) {
      for (const { sql } of statements) onStatement(sql);
      const committed = await commit(queue, statements);
      if ("refused" in committed) return committed;
      return {
        refused: null,
        rows: committed.results.map((result) => toRows(result) as BatchRows),
      };
    },
  };
}

async function prepareFile(path: string): Promise<FileIdentity> {
  await createFile(path);
  return identify(path);
}

type Connections = { readonly reader: SqliteConnection | null; readonly queue: WriteQueue };

async function commit<Refusal extends string>(
  queue: WriteQueue,
  statements: readonly Statement<Refusal>[],
): Promise<{ readonly refused: Refusal } | { readonly results: readonly SqliteResult[] }> {
  const outcome = await queue.batch(statements);
  if ("error" in outcome) throw fromPlain(outcome.error);
  return "refused" in outcome ? { refused: outcome.refused as Refusal } : outcome;
}

class ThreadedDialect implements Dialect {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  createDriver = () => new ThreadedDriver(this.#connections);
  createQueryCompiler = () => new SqliteQueryCompiler();
  createAdapter = () => new ManyConnectionsAdapter();
  createIntrospector: Dialect["createIntrospector"] = (db) => new SqliteIntrospector(db);
}

/** Without this, Kysely would let every statement wait for the transaction before it. */
class ManyConnectionsAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class ThreadedDriver implements Driver {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<ThreadedConnection> {
    return Promise.resolve(new ThreadedConnection(this.#connections));
  }

  async beginTransaction(connection: ThreadedConnection): Promise<void> {
    await connection.begin();
  }

  async commitTransaction(connection: ThreadedConnection): Promise<void> {
    await connection.end("commit");
  }

  async rollbackTransaction(connection: ThreadedConnection): Promise<void> {
    await connection.end("rollback");
  }

  releaseConnection(connection: ThreadedConnection): Promise<void> {
    return Promise.resolve(connection.release());
  }

  /** The writer's connection is the last to be closed, so that it empties the log into the file. */
  async destroy(): Promise<void> {
    this.#connections.reader?.close();
    await this.#connections.queue.close();
  }
}

/** What Kysely takes for a connection: it has the writer for the time of a transaction. */
class ThreadedConnection implements DatabaseConnection {
  readonly #connections: Connections;
  #turn: WriterTurn | null = null;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async begin(): Promise<void> {
    this.#turn = await this.#connections.queue.turn();
    await this.#turn.ask("begin");
  }

  async end(how: "commit" | "rollback"): Promise<void> {
    await this.#turn!.ask(how);
  }

  release(): void {
    this.#turn?.release();
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return toQueryResult<Row>(await this.#run(query));
  }

  /** Reads all rows at once: a cursor left open would show later statements an old snapshot. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }

  async #run(query: CompiledQuery): Promise<SqliteResult> {
    const { sql, parameters } = query;
    if (this.#turn) return await this.#turn.ask("run", sql, parameters);
    const { reader, queue } = this.#connections;
    const kind = kindOf(query);
    if (reader && kind === "reads") return reader.run(sql, parameters);
    return await (kind === "other" ? runAlone(queue, query) : runAsBatch(queue, query));
  }
}

/** Runs a statement that can't be in a transaction, as some pragmas. */
async function runAlone(
  queue: WriteQueue,
  { sql, parameters }: CompiledQuery,
): Promise<SqliteResult> {
  const turn = await queue.turn();
  try {
    return await turn.ask("run", sql, parameters);
  } finally {
    turn.release();
  }
}

async function runAsBatch(
  queue: WriteQueue,
  { sql, parameters }: CompiledQuery,
): Promise<SqliteResult> {
  const committed = await commit(queue, [{ sql, values: parameters as SqlValue[] }]);
  if ("refused" in committed) throw new Error("A statement without a condition was refused");
  return committed.results[0]!;
}

/** What a statement does, by Kysely's tree, or by its first word if it was written by hand. */
function kindOf({ query, sql }: CompiledQuery): "reads" | "writes" | "other" {
  const [word = ""] = /\w+/.exec(sql) ?? [];
  if (query.kind === "SelectQueryNode") return "reads";
  if (query.kind === "RawNode" && /^(select|with)$/i.test(word)) return "reads";
  if (/^(with|insert|update|delete|replace)$/i.test(word)) return "writes";
  return "other";
}

function toQueryResult<Row>(result: SqliteResult): QueryResult<Row> {
  if (result.columns.length > 0) return { rows: toRows(result) as Row[] };
  const { changed, lastInsertId } = result;
  return { rows: [], numAffectedRows: BigInt(changed), insertId: BigInt(lastInsertId) };
}

function toRows({ columns, rows }: SqliteResult): Record<string, unknown>[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) row[columns[i]!] = values[i];
    return row;
  });
}
