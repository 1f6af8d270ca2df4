import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { MysqlDialect } from "kysely";
import type { PoolOptions } from "mysql2";
import { BoundedPool, defaultPoolLimits, type PoolLimits } from "./bounded_pool.ts";

// What a session of ours is like, whatever the server's configuration says:
// - statements see what was committed before they began, and lock only the rows they change;
// - a statement waits for another's lock only briefly; the transaction is then tried again;
// - a value that doesn't fit is an error, never cut;
// - a branch may be longer than the 1,000 messages that recursion is limited to by default. MariaDB
//   names that limit otherwise; each server reads one of the two comments. Vitess knows neither.
const session = [
  "set session transaction isolation level read committed",
  "set session sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE," +
  "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 3",
  "set session time_zone = '+00:00' /*!80003 , cte_max_recursion_depth = 1000000 */ " +
  "/*M!100600 , max_recursive_iterations = 1000000 */",
];

/** How many connections to open, and how long they may wait for the server. */
export type MysqlOptions = {
  /** Most connections at a time. */
  readonly connections: number;
  /** By default those for requests. */
  readonly limits?: PoolLimits;
  /** Further statements that each connection runs first. */
  readonly session?: readonly string[];
};

/**
 * Opens a pool of connections to MySQL 8, MariaDB 10.6 or later, or TiDB. They are made when needed.
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
 * the certificate alone, as a server's self-made certificate needs. Both trust the authorities in
 * `ssl-ca`, or the usual ones without it.
 */
async function tlsOptions(url: URL, host: string): Promise<PoolOptions["ssl"]> {
  const file = url.searchParams.get("ssl-ca");
  const mode = url.searchParams.get("ssl") ?? (file === null ? "off" : "required");
  if (!["off", "required", "verify-ca"].includes(mode)) {
    throw new Error(`Cannot open the database: ssl=${mode} is none of off, required, verify-ca`);
  }
  if (mode === "off") return undefined;
  // The driver would look for "localhost" in the certificate.
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
