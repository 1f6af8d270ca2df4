import type { MysqlPool, MysqlPoolConnection } from "kysely";
import { createPool, type Pool, type PoolConnection, type PoolOptions } from "mysql2";
import { BoundedConnection } from "./bounded_connection.ts";

/** Time limits of a pool, in milliseconds. */
export type PoolLimits = {
  /** For a statement; `null` for none. */
  readonly statement: number | null;
  /** For a new connection: from the first packet to the end of the handshake. */
  readonly connect: number;
  /** For an idle connection to show that it still works. */
  readonly ping: number;
  /** A connection used this recently is not checked: a check costs a round trip. */
  readonly trust: number;
  /** For one of the pool's connections to become free. */
  readonly wait: number;
};

/**
 * With these limits a request ends within about 14 s, whatever the network does: 10 s for a
 * statement that is not answered, then a check whether it ran, with 1 s for an idle connection that
 * is dead and 3 s for a new one.
 */
export const defaultPoolLimits: PoolLimits = {
  statement: 10_000,
  connect: 3_000,
  ping: 1_000,
  trust: 1_000,
  wait: 4_000,
};

/** How long `end` waits for connections that are still in use, in milliseconds. */
const CLOSE_GRACE = 1_000;

/** Options of a pool: mysql2's, its session settings and its time limits. */
export type BoundedPoolOptions = PoolOptions & {
  /** Maximum number of connections. */
  readonly connectionLimit: number;
  /** Statements that each new connection runs first. */
  readonly session: readonly string[];
  readonly limits?: PoolLimits;
};

/**
 * mysql2's pool with a time limit for everything that waits for the server. On its own, mysql2's
 * pool hands out connections that died unnoticed, and lets statements and callers wait for ever.
 */
export class BoundedPool implements MysqlPool {
  readonly #pool: Pool;
  readonly #session: readonly string[];
  readonly #limits: PoolLimits;
  readonly #connections = new WeakMap<PoolConnection, BoundedConnection>();
  readonly #open = new Set<BoundedConnection>();
  /** Callers waiting for a connection, in order of arrival. */
  readonly #waiting = new Set<() => void>();
  #free: number;
  /**
   * `performance.now()` when a connection last turned out to be broken. Connections that were idle
   * at that time are probably broken, too.
   */
  #brokenAt = -Infinity;

  constructor({ session, limits = defaultPoolLimits, ...options }: BoundedPoolOptions) {
    this.#pool = createPool({ ...options, connectTimeout: limits.connect });
    this.#session = session;
    this.#limits = limits;
    this.#free = options.connectionLimit;
  }

  /**
   * Waits for a connection that works as far as is known. It must be released.
   *
   * @throws the driver's error, or one with the code `POOL_EXHAUSTED`.
   */
  async acquire(): Promise<BoundedConnection> {
    await this.#takeSlot();
    try {
      for (;;) {
        const connection = await this.#take();
        if (await this.#isUsable(connection)) return connection;
        connection.destroy();
      }
    } catch (error) {
      this.#freeSlot();
      throw error;
    }
  }

  /** {@link acquire} in the form that Kysely calls. */
  getConnection(callback: (error: unknown, connection: MysqlPoolConnection) => void): void {
    this.acquire().then(
      (connection) => callback(null, connection),
      (error) => callback(error, undefined as never),
    );
  }

  /** Closes all connections; those in use have {@link CLOSE_GRACE} to finish. */
  end(callback: (error: unknown) => void): void {
    const timer = setTimeout(() => {
      for (const connection of this.#open) connection.destroy();
      callback(null);
    }, CLOSE_GRACE);
    this.#pool.end((error) => {
      clearTimeout(timer);
      callback(error);
    });
  }

  async #isUsable(connection: BoundedConnection): Promise<boolean> {
    const { usedAt } = connection;
    if (usedAt === null) {
      for (const sql of this.#session) await connection.run(sql, this.#limits.connect);
      return true;
    }
    if (usedAt <= this.#brokenAt) return false;
    const { trust, ping } = this.#limits;
    return performance.now() - usedAt < trust || await connection.isAlive(ping);
  }

  #take(): Promise<BoundedConnection> {
    return new Promise((resolve, reject) => {
      this.#pool.getConnection((error, raw) => error ? reject(error) : resolve(this.#bounded(raw)));
    });
  }

  #bounded(raw: PoolConnection): BoundedConnection {
    const known = this.#connections.get(raw);
    if (known) return known;
    const connection = new BoundedConnection(raw, {
      limit: this.#limits.statement,
      onBroken: () => this.#brokenAt = performance.now(),
      onRelease: () => this.#freeSlot(),
      onEnd: () => this.#open.delete(connection),
    });
    this.#connections.set(raw, connection);
    this.#open.add(connection);
    return connection;
  }

  #takeSlot(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(enter);
        reject(new PoolExhausted(this.#limits.wait));
      }, this.#limits.wait);
      this.#waiting.add(enter);
    });
  }

  #freeSlot(): void {
    const [next] = this.#waiting;
    if (!next) return void this.#free++;
    this.#waiting.delete(next);
    next();
  }
}

/** No connection became free in time. */
class PoolExhausted extends Error {
  readonly code = "POOL_EXHAUSTED";

  constructor(limit: number) {
    super(`No connection to the database became free within ${limit / 1000} s`);
  }
}
