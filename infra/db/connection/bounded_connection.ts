import type { MysqlPoolConnection, MysqlQueryResult } from "kysely";
import type { PoolConnection } from "mysql2";
import { startPatience } from "../../connections/patient_timer.ts";
import { isReadOnly } from "./database_error.ts";

/** What a connection needs of its pool. */
export type BoundedConnectionOptions = {
  /** Milliseconds that a statement may take; `null`: for ever. */
  readonly limit: number | null;
  /** Called when it turns out to be broken. */
  readonly onBroken: () => void;
  /** Called when whoever had it gives it back. */
  readonly onRelease: () => void;
  /** Called when it is closed for good. */
  readonly onEnd: () => void;
};

const ER_UNKNOWN_SYSTEM_VARIABLE = 1193;

type Callback = (error: unknown, result: MysqlQueryResult) => void;

/**
 * A connection of mysql2's whose statements end in time. One that doesn't takes the connection with it:
 * its answer may still come, and nobody could tell it from the next one's.
 */
export class BoundedConnection implements MysqlPoolConnection {
  readonly #raw: PoolConnection;
  readonly #options: BoundedConnectionOptions;
  /** `performance.now()` when it was last given back; `null` before its first use. */
  usedAt: number | null = null;

  constructor(raw: PoolConnection, options: BoundedConnectionOptions) {
    this.#raw = raw;
    this.#options = options;
    // The pool listens only once; what breaks after that must not end the program.
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
    if (callback) this.#bounded(this.#options.limit, { sql, parameters, callback });
    return { stream: () => query().stream() };
  }

  /**
   * Runs a statement of the pool's own. A variable that the server doesn't have is left as it is.
   *
   * @throws what the server says, having closed the connection.
   */
  async run(sql: string, limit: number): Promise<void> {
    try {
      await new Promise((resolve, reject) => {
        const callback: Callback = (error, result) => error ? reject(error) : resolve(result);
        this.#bounded(limit, { sql, parameters: [], callback });
      });
    } catch (error) {
      if ((error as { errno?: number }).errno === ER_UNKNOWN_SYSTEM_VARIABLE) return;
      this.destroy();
      throw error;
    }
  }

  /** Whether the server still answers here. */
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
    // The driver would wait for the server to close its side, which a dead one never does.
    (this.#raw as unknown as { stream: { destroy(): void } }).stream.destroy();
    this.#options.onEnd();
  }

  #noteError(error: unknown): void {
    // After a failover this server takes no writes; a new connection may lead to the one that does.
    const isObsolete = isReadOnly(error);
    if (isObsolete) this.destroy();
    if (isObsolete || (error as { fatal?: boolean }).fatal) this.#options.onBroken();
  }

  #bounded(
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

/** The server did not answer a statement in time; whether it ran is unknown. */
class StatementTimeout extends Error {
  readonly code = "ETIMEDOUT";
  readonly fatal = true;

  constructor(limit: number) {
    super(`The database did not answer within ${limit / 1000} s`);
  }
}
