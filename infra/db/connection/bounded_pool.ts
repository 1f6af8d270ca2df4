import type { MysqlPool, MysqlPoolConnection } from "kysely";
import { createPool, type Pool, type PoolConnection, type PoolOptions } from "mysql2";
import { BoundedConnection } from "./bounded_connection.ts";

/** How long the server may take, in milliseconds. */
export type PoolLimits = {
  /** For a statement; `null`: for ever. */
  readonly statement: number | null;
  /** To give a connection: from the first packet to the end of the handshake. */
  readonly connect: number;
  /** To say that an idle connection still works. */
  readonly ping: number;
  /** Not asked that when it was in use so short a time ago: asking costs a round trip. */
  readonly trust: number;
  /** Until one of the pool's connections is free. */
  readonly wait: number;
};

/**
 * Whatever the network does, a request ends within about 14 s: a statement that is not answered (10 s),
 * and a look at what became of it (an idle connection that is dead, 1 s, and a new one, 3 s).
 */
export const defaultPoolLimits: PoolLimits = {
  statement: 10_000,
  connect: 3_000,
  ping: 1_000,
  trust: 1_000,
  wait: 4_000,
};

/** How long connections that are still in use may hold up the end, in milliseconds. */
const FAREWELL = 1_000;

/** What a pool is opened with. */
export type BoundedPoolOptions = PoolOptions & {
  /** Most connections at a time. */
  readonly connectionLimit: number;
  /** The statements that each new connection runs first. */
  readonly session: readonly string[];
  readonly limits?: PoolLimits;
};

/**
 * mysql2's pool with a time limit for everything that waits for the server. mysql2's own pool hands out
 * connections that died unnoticed, lets statements wait for ever, and lets callers wait for a
 * connection for ever.
 */
export class BoundedPool implements MysqlPool {
  readonly #pool: Pool;
  readonly #session: readonly string[];
  readonly #limits: PoolLimits;
  readonly #connections = new WeakMap<PoolConnection, BoundedConnection>();
  readonly #open = new Set<BoundedConnection>();
  /** Those who wait for a connection, the first first. */
  readonly #waiting = new Set<() => void>();
  #free: number;
  /** When a connection was last seen to be broken: those that were idle then are likely to be, too. */
  #brokenAt = -Infinity;

  constructor({ session, limits = defaultPoolLimits, ...options }: BoundedPoolOptions) {
    this.#pool = createPool({ ...options, connectTimeout: limits.connect });
    this.#session = session;
    this.#limits = limits;
    this.#free = options.connectionLimit;
  }

  /** Gives a connection that works, as far as can be known, or an error in its place. */
  getConnection(callback: (error: unknown, connection: MysqlPoolConnection) => void): void {
    this.#acquire().then(
      (connection) => callback(null, connection),
      (error) => callback(error, undefined as never),
    );
  }

  /** Closes all connections, those that are in use after a moment. */
  end(callback: (error: unknown) => void): void {
    const timer = setTimeout(() => {
      for (const connection of this.#open) connection.destroy();
      callback(null);
    }, FAREWELL);
    this.#pool.end((error) => {
      clearTimeout(timer);
      callback(error);
    });
  }

  async #acquire(): Promise<BoundedConnection> {
    await this.#takePlace();
    try {
      for (;;) {
        const connection = await this.#take();
        if (await this.#isUsable(connection)) return connection;
        connection.destroy();
      }
    } catch (error) {
      this.#leavePlace();
      throw error;
    }
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
      onRelease: () => this.#leavePlace(),
      onEnd: () => this.#open.delete(connection),
    });
    this.#connections.set(raw, connection);
    this.#open.add(connection);
    return connection;
  }

  #takePlace(): Promise<void> {
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

  #leavePlace(): void {
    const [next] = this.#waiting;
    if (!next) return void this.#free++;
    this.#waiting.delete(next);
    next();
  }
}

/** All connections were in use for too long. */
class PoolExhausted extends Error {
  readonly code = "POOL_EXHAUSTED";

  constructor(limit: number) {
    super(`No connection to the database became free within ${limit / 1000} s`);
  }
}
