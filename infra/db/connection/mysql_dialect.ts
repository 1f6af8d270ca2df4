import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { type Dialect, MysqlDialect } from "kysely";
import type { PoolOptions } from "mysql2";
import { BoundedPool, defaultPoolLimits, type PoolLimits } from "./bounded_pool.ts";
import type { Database } from "./database.ts";
import { MysqlBatches } from "./mysql_batches.ts";

// Settings of each session, so that the server's configuration doesn't matter:
// - text is UTF-8, also on a server that ignores the client's character set. In some of the others,
//   such as gbk, the last byte of a letter and the backslash before a quote would be one character;
// - statements see what was committed before they began, and lock only the rows they change;
// - a statement waits for a lock only briefly; the transaction is then retried;
// - a value that doesn't fit is an error, never truncated;
// - recursion is not limited to the default of 1,000: a branch may have more messages. MariaDB has
//   another name for that limit; each server reads one of the two comments. Vitess knows neither.
const session = [
  "set names utf8mb4 collate utf8mb4_general_ci",
  "set session transaction isolation level read committed",
  "set session sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE," +
  "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 3",
  "set session time_zone = '+00:00' /*!80003 , cte_max_recursion_depth = 1000000 */ " +
  "/*M!100600 , max_recursive_iterations = 1000000 */",
];

/** How many connections to open, their time limits and their settings. */
export type MysqlOptions = {
  /** Maximum number of connections. */
  readonly connections: number;
  /** By default the limits for requests. */
  readonly limits?: PoolLimits;
  /** More statements that each connection runs first. */
  readonly session?: readonly string[];
  /** Called with the text of every statement of a batch. */
  readonly onStatement?: (sql: string) => void;
};

/** A server's dialect for Kysely, and its batches, without retries after transient errors. */
export type Mysql = { readonly dialect: Dialect; readonly batch: Database["batch"] };

/**
 * Opens a pool of connections to MySQL 8, MariaDB 10.6 or later, or TiDB. Connections are made when
 * needed.
 *
 * @throws {Error} when the CA file can't be read or a query parameter is wrong.
 */
export async function openMysql(
  url: URL,
  { connections, limits = defaultPoolLimits, session: further = [], onStatement }: MysqlOptions,
): Promise<Mysql> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const pool = new BoundedPool({
    host,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl: await tlsOptions(url, host),
    charset: "utf8mb4",
    multipleStatements: true,
    timezone: "Z",
    connectionLimit: connections,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
    session: [...session, ...further],
    limits,
  });
  const batches = new MysqlBatches(pool, onStatement);
  return {
    dialect: new MysqlDialect({ pool }),
    batch: (statements) => batches.run(statements),
  };
}

/**
 * `ssl=required` encrypts and verifies the server's certificate and name; `ssl=verify-ca` verifies
 * the certificate only, for a server that made its own certificate. Both trust the authorities in
 * `ssl-ca`, or the default ones without it.
 */
async function tlsOptions(url: URL, host: string): Promise<PoolOptions["ssl"]> {
  const file = url.searchParams.get("ssl-ca");
  const mode = url.searchParams.get("ssl") ?? (file === null ? "off" : "required");
  if (!["off", "required", "verify-ca"].includes(mode)) {
    throw new Error(`Cannot open the database: ssl=${mode} is none of off, required, verify-ca`);
  }
  if (mode === "off") return undefined;
  // For an IP address the driver would look for "localhost" in the certificate.
  if (mode === "required" && isIP(host) !== 0) {
    throw new Error(
      `Cannot open the database: ssl=required verifies the server's name, and ${host} ` +
        "is an address; name the server, or use ssl=verify-ca",
    );
  }
  return {
    ...(file !== null && { ca: await readFile(file, "utf8") }),
    rejectUnauthorized: true,
    verifyIdentity: mode === "required",
  };
}
