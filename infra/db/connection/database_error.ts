import { AppError } from "../../../domain/app_error.ts";
import { type Said, said } from "../../../domain/said.ts";

// SQLite's primary result codes, the low byte of the extended ones: https://sqlite.org/rescode.html
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const sqliteUnreachable = new Set([10, /* IOERR */ 14 /* CANTOPEN */]);
const sqliteUnwritable = new Set([8, /* READONLY */ 13 /* FULL */]);
// The I/O errors of writing: a quota, a limit on the size of files, or a failing disk.
const sqliteFailedWrite = new Set([
  778, // IOERR_WRITE
  1034, // IOERR_FSYNC
  1290, // IOERR_DIR_FSYNC
  1546, // IOERR_TRUNCATE
  4874, // IOERR_SHMSIZE
]);
const sqliteUnique = new Set([1555, /* CONSTRAINT_PRIMARYKEY */ 2067 /* CONSTRAINT_UNIQUE */]);
const SQLITE_FOREIGN_KEY = 787; // CONSTRAINT_FOREIGNKEY

// MySQL's, MariaDB's and TiDB's error numbers:
// https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
// https://docs.pingcap.com/tidb/stable/error-codes
const mysqlTransient = new Set([
  1020, // ER_CHECKREAD: MariaDB's snapshot conflict
  1180, // ER_ERROR_DURING_COMMIT: the other nodes of a cluster refused it
  1205, // ER_LOCK_WAIT_TIMEOUT
  1213, // ER_LOCK_DEADLOCK, also when another node of a cluster committed first
  3101, // ER_TRANSACTION_ROLLBACK_DURING_COMMIT: another member of a group was first
  8002, // TiDB: write conflict of a locking read
  8005, // TiDB: write conflict
  8022, // TiDB: commit failed, can be retried
  8028, // TiDB: the schema was changed meanwhile
  9007, // TiDB: write conflict
]);
const mysqlUnreachable = new Set([
  1040, // ER_CON_COUNT_ERROR
  1053, // ER_SERVER_SHUTDOWN
  1047, // ER_UNKNOWN_COM_ERROR: a Galera node that has not joined yet
  1203, // ER_TOO_MANY_USER_CONNECTIONS
  1927, // ER_CONNECTION_KILLED
  3169, // ER_SESSION_WAS_KILLED
  9001, // TiDB: placement driver timeout
  9002, // TiDB: storage timeout
  9003, // TiDB: storage busy
  9004, // TiDB: too many conflicts to resolve in time
  9005, // TiDB: region unavailable
]);
const mysqlReadOnly = new Set([
  1290, // ER_OPTION_PREVENTS_STATEMENT: read-only during a failover
  1792, // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
  1836, // ER_READ_ONLY_MODE
]);
const mysqlFull = new Set([
  1021, // ER_DISK_FULL
  1114, // ER_RECORD_FILE_FULL: InnoDB on a full disk
]);
const MYSQL_DUPLICATE_ENTRY = 1062;
const MYSQL_NO_REFERENCED_ROW = 1452; // ER_NO_REFERENCED_ROW_2

const lostConnection = new Set(["ECONNRESET", "EPIPE", "PROTOCOL_CONNECTION_LOST"]);

const BUSY = said`The database is too busy; try again in a moment`;
const CANNOT_REACH = said`Cannot reach the database; try again in a moment`;
const CANNOT_STORE =
  said`Cannot store this: the server's storage is full or fails; try again later`;

type DriverError = Error & { errno?: number; errcode?: number; code?: string; fatal?: boolean };

/** Whether the database refused this for a transient reason, and rolled it back. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, errno } = error as DriverError;
  if (errcode !== undefined) return [SQLITE_BUSY, SQLITE_LOCKED].includes(errcode & 0xff);
  return errno !== undefined && mysqlTransient.has(errno);
}

/** Whether a unique index or primary key refused this. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, errno } = error as DriverError;
  if (errcode !== undefined) return sqliteUnique.has(errcode);
  return errno === MYSQL_DUPLICATE_ENTRY;
}

/** Whether a MySQL server refused this because it is read-only, as after a failover. */
export function isReadOnly(error: unknown): boolean {
  const { errno } = error as DriverError;
  return errno !== undefined && mysqlReadOnly.has(errno);
}

/** Whether a foreign key refused this: the row that it refers to doesn't exist. */
export function isMissingReference(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, errno } = error as DriverError;
  return errcode !== undefined ? errcode === SQLITE_FOREIGN_KEY : errno === MYSQL_NO_REFERENCED_ROW;
}

/**
 * Whether the connection broke during a statement. It is unknown whether the statement ran, but the
 * server rolls back what was not committed.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, fatal = false } = error as DriverError;
  // mysql2 gives no code when it knew that the connection was closed before sending the statement.
  return code === undefined ? fatal : lostConnection.has(code);
}

/**
 * Turns errors that say that the database can't be reached, is busy, or can't store more into an
 * {@link AppError} `unavailable` with the driver's error as its cause. Returns other errors
 * unchanged.
 */
export function toAppError(error: unknown): unknown {
  if (isBusy(error)) return unavailable(BUSY, error);
  if (isUnwritable(error)) return unavailable(CANNOT_STORE, error);
  return isUnreachable(error) ? unavailable(CANNOT_REACH, error) : error;
}

/**
 * Whether the database failed, rather than refused a statement for what it says: an error that
 * {@link toAppError} turns into `unavailable`.
 */
export function isOutage(error: unknown): boolean {
  return toAppError(error) !== error;
}

/** Whether this error of {@link toAppError} means that even reading fails. */
export function saysUnreachable({ words }: AppError): boolean {
  return words === CANNOT_REACH;
}

function unavailable(words: Said, cause: unknown): AppError {
  return new AppError("unavailable", words, { cause });
}

function isBusy(error: unknown): boolean {
  return isTransient(error) ||
    error instanceof Error && (error as DriverError).code === "POOL_EXHAUSTED";
}

function isUnwritable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, errno } = error as DriverError;
  if (errcode !== undefined) {
    return sqliteUnwritable.has(errcode & 0xff) || sqliteFailedWrite.has(errcode);
  }
  return isReadOnly(error) || errno !== undefined && mysqlFull.has(errno);
}

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, errno, fatal, code } = error as DriverError;
  if (errcode !== undefined) return sqliteUnreachable.has(errcode & 0xff);
  if (fatal || (errno !== undefined && mysqlUnreachable.has(errno))) return true;
  return /^(E[A-Z]+|PROTOCOL_CONNECTION_LOST|POOL_CLOSED|HANDSHAKE_.+)$/.test(code ?? "");
}
