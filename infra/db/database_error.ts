import { AppError } from "../../domain/app_error.ts";

// SQLite's primary result codes, the low byte of the extended ones: https://sqlite.org/rescode.html
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const sqliteAway = new Set([10, /* IOERR */ 13, /* FULL */ 14 /* CANTOPEN */]);
const sqliteUnique = new Set([1555, /* CONSTRAINT_PRIMARYKEY */ 2067 /* CONSTRAINT_UNIQUE */]);

// MySQL's, MariaDB's and TiDB's error numbers:
// https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
// https://docs.pingcap.com/tidb/stable/error-codes
const mysqlPassing = new Set([
  1020, // ER_CHECKREAD: MariaDB's snapshot conflict
  1205, // ER_LOCK_WAIT_TIMEOUT
  1213, // ER_LOCK_DEADLOCK
  8022, // TiDB: commit failed, may be tried again
  9007, // TiDB: write conflict
]);
const mysqlAway = new Set([
  1040, // ER_CON_COUNT_ERROR
  1053, // ER_SERVER_SHUTDOWN
  1203, // ER_TOO_MANY_USER_CONNECTIONS
  1290, // ER_OPTION_PREVENTS_STATEMENT: read-only during a failover
  1836, // ER_READ_ONLY_MODE
  1927, // ER_CONNECTION_KILLED
  3169, // ER_SESSION_WAS_KILLED
  9001, // TiDB: placement driver timeout
  9005, // TiDB: region unavailable
]);
const MYSQL_DUPLICATE_ENTRY = 1062;

type DriverError = Error & { errno?: number; errcode?: number; code?: string; fatal?: boolean };

/** Whether the database refused this for a passing reason, having rolled it back. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, errno } = error as DriverError;
  if (errcode !== undefined) return [SQLITE_BUSY, SQLITE_LOCKED].includes(errcode & 0xff);
  return errno !== undefined && mysqlPassing.has(errno);
}

/** Whether a unique index or primary key refused this. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, errno } = error as DriverError;
  if (errcode !== undefined) return sqliteUnique.has(errcode);
  return errno === MYSQL_DUPLICATE_ENTRY;
}

/**
 * Makes an {@link AppError} `unavailable` of what says that the database is away or busy, with the
 * driver's own words as its cause; other errors come back as they are.
 */
export function toAppError(error: unknown): unknown {
  if (isPassing(error)) return unavailable("The database is too busy", error);
  return isAway(error) ? unavailable("Cannot reach the database", error) : error;
}

function unavailable(reason: string, cause: unknown): AppError {
  return new AppError("unavailable", `${reason}; try again in a moment`, { cause });
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, errno, fatal, code } = error as DriverError;
  if (errcode !== undefined) return sqliteAway.has(errcode & 0xff);
  if (fatal || (errno !== undefined && mysqlAway.has(errno))) return true;
  return /^(E[A-Z]+|PROTOCOL_CONNECTION_LOST|POOL_CLOSED|HANDSHAKE_.+)$/.test(code ?? "");
}
