import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { MysqlDialect } from "kysely";
import type { PoolOptions } from "mysql2";
import { BoundedPool, defaultPoolLimits, type PoolLimits } from "./bounded_pool.ts";

// Settings of each session, so that the server's configuration doesn't matter:
// - statements see what was committed before they began, and lock only the rows they change;
// - a statement waits for a lock only briefly; the transaction is then retried;
// - a value that doesn't fit is an error, never truncated;
// - recursion is not limited to the default of 1,000: a branch may have more messages. MariaDB has
//   another name for that limit; each server reads one of the two comments. Vitess knows neither.
const session = [
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
};

/**
 * Opens a pool of connections to MySQL 8, MariaDB 10.6 or later, or TiDB. Connections are made when
 * needed.
 *
 * @throws {Error} when the CA file can't be read or a query parameter is wrong.
 */
export async function openMysql(
  url: URL,
  { connections, limits = defaultPoolLimits, session: further = [] }: MysqlOptions,
): Promise<MysqlDialect> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const pool = new BoundedPool({
    host,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl: await tlsOptions(url, host),
    charset: "utf8mb4",
    timezone: "Z",
    connectionLimit: connections,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
    session: [...session, ...further],
    limits,
  });
  return new MysqlDialect({ pool });
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
