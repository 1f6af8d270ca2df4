import type { MysqlPoolConnection, MysqlQueryResult } from "kysely";
import type { PoolConnection } from "mysql2";
import { startPatience } from "../../connections/patient_timer.ts";
import type { BatchRows, SqlValue, StatementResult } from "./batch.ts";
import { isReadOnly } from "./database_error.ts";

/** A connection's time limit, and what it reports to its pool. */
export type BoundedConnectionOptions = {
  /** Time limit of a statement, in milliseconds; `null` for none. */
  readonly limit: number | null;
  /** Called when the connection turns out to be broken. */
  readonly onBroken: () => void;
  /** Called when the connection is given back to the pool. */
  readonly onRelease: () => void;
  /** Called when the connection is closed. */
  readonly onEnd: () => void;
};

const ER_UNKNOWN_SYSTEM_VARIABLE = 1193;

type Callback = (error: unknown, result: MysqlQueryResult) => void;

/** A statement with a `?` for each value. */
export type ParameterizedSql = { readonly sql: string; readonly values: readonly SqlValue[] };

/**
 * A mysql2 connection with a time limit for each statement. A statement that exceeds it destroys
 * the connection: a late answer could not be told from the answer to the next statement.
 */
export class BoundedConnection implements MysqlPoolConnection {
  readonly #raw: PoolConnection;
  readonly #options: BoundedConnectionOptions;
  /** `performance.now()` when the connection was last given back; `null` before its first use. */
  usedAt: number | null = null;

  constructor(raw: PoolConnection, options: BoundedConnectionOptions) {
    this.#raw = raw;
    this.#options = options;
    // The pool listens for one error only; without a listener, the next would end the program.
    raw.on("error", () => {});
    raw.once("end", options.onEnd);
  }

  get config(): object {
    return this.#raw.config;
  }

  get threadId(): number {
    return this.#raw.threadId!;
  }

  connect(callback?: (error: unknown) => void): void {
    this.#raw.connect(callback);
  }

  query(sql: string, parameters: unknown, callback?: Callback) {
    const query = () => this.#raw.query(sql, parameters as unknown[]);
    if (callback) this.#runLimited(this.#options.limit, { sql, parameters, callback });
    return { stream: () => query().stream() };
  }

  /**
   * Runs statements together: sends them in one packet, with their values escaped, and waits no
   * longer than for one statement. The server stops at the first statement that fails.
   *
   * @returns What came of each.
   * @throws the driver's error, or an error without `errno` when a proxy didn't run all of them.
   */
  async runTogether(statements: readonly ParameterizedSql[]): Promise<StatementResult[]> {
    // Each by itself, so that a statement with too few values can't take those of the next one.
    const texts = statements.map(({ sql, values }) => this.#raw.format(sql, [...values]));
    const result = await this.#run(texts.join(";\n"), this.#options.limit);
    // The driver gives no list for a single statement.
    const results = texts.length === 1 ? [result] : result as unknown as MysqlQueryResult[];
    if (results.length === texts.length) return results.map(statementResult);
    throw new Error(`The database did not run the ${texts.length} statements it was sent`);
  }

  /**
   * Runs a statement of the pool itself, such as `set session …`. Ignores a variable that the
   * server doesn't have.
   *
   * @throws the driver's error, after closing the connection.
   */
  async run(sql: string, limit: number): Promise<void> {
    try {
      await this.#run(sql, limit);
    } catch (error) {
      if ((error as { errno?: number }).errno === ER_UNKNOWN_SYSTEM_VARIABLE) return;
      this.destroy();
      throw error;
    }
  }

  /** Whether the server still answers on this connection. */
  async isAlive(limit: number): Promise<boolean> {
    return await this.run("select 1", limit).then(() => true, () => false);
  }

  release(): void {
    this.usedAt = performance.now();
    this.#raw.release();
    this.#options.onRelease();
  }

  destroy(): void {
    this.#raw.destroy();
    // The driver waits for the server to close its side, which a dead server never does.
    (this.#raw as unknown as { stream: { destroy(): void } }).stream.destroy();
    this.#options.onEnd();
  }

  #noteError(error: unknown): void {
    // After a failover this server takes no writes; a new connection may lead to the one that does.
    const isObsolete = isReadOnly(error);
    if (isObsolete) this.destroy();
    if (isObsolete || (error as { fatal?: boolean }).fatal) this.#options.onBroken();
  }

  #run(sql: string, limit: number | null): Promise<MysqlQueryResult> {
    return new Promise((resolve, reject) => {
      const callback: Callback = (error, result) => error ? reject(error) : resolve(result);
      // Without values, even an empty list of them, the driver doesn't look for placeholders.
      this.#runLimited(limit, { sql, parameters: null, callback });
    });
  }

  #runLimited(
    limit: number | null,
    { sql, parameters, callback }: { sql: string; parameters: unknown; callback: Callback },
  ): void {
    let isDone = false;
    const end = (error: unknown, result: MysqlQueryResult) => {
      if (isDone) return;
      isDone = true;
      cancel();
      if (error) this.#noteError(error);
      callback(error, result);
    };
    const cancel = limit === null ? () => {} : startPatience(limit, () => {
      this.destroy();
      end(new StatementTimeout(limit), []);
    });
    this.#raw.query(sql, parameters as unknown[], (error, result) => {
      end(error, result as unknown as MysqlQueryResult);
    });
  }
}

function statementResult(result: MysqlQueryResult): StatementResult {
  return Array.isArray(result)
    ? { rows: result as BatchRows, changed: 0 }
    : { rows: [], changed: Number(result.affectedRows) };
}

/** The server did not answer a statement in time; whether the statement ran is unknown. */
class StatementTimeout extends Error {
  readonly code = "ETIMEDOUT";
  readonly fatal = true;

  constructor(limit: number) {
    super(`The database did not answer within ${limit / 1000} s`);
  }
}
