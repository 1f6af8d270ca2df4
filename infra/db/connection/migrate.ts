import { type Kysely, sql } from "kysely";
import type { SqlDialect } from "./database.ts";
import type { Migration } from "./migration_files.ts";
import { assertNamesFree, isOurRecords, namesIn, RECORD_COLUMNS } from "./foreign_tables.ts";
import { retryTransient } from "./retry.ts";
import type { Schema, SchemaMigrationsTable } from "./schema.ts";
import { claimFile } from "./sqlite/file.ts";

// Another process may be migrating a large table.
const policy = { patience: 600_000, firstDelay: 50, longestDelay: 1000 };

/**
 * Applies the pending migrations while holding a lock that other processes wait for.
 *
 * On MySQL this is a row lock: every compatible database has those, and it is released when its
 * process ends. MySQL commits at every `create table`, so a connection of its own holds the lock,
 * and a migration that was interrupted has a record without an end. In SQLite it is the write lock:
 * all pending migrations are one transaction, so a failed one leaves nothing behind. The file's own
 * settings are changed only after that.
 *
 * @returns Names of the migrations applied.
 * @throws {Error} before anything is written, when another program uses names that it needs.
 */
export async function migrate(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  migrations: readonly Migration[],
): Promise<string[]> {
  const records = await retryTransient(() => readOwnRecords(db, dialect, migrations), policy);
  const isCurrent = pending(records, migrations).length === 0;
  const applied = isCurrent ? [] : await applyLocked(db, dialect, migrations);
  if (dialect === "sqlite") await retryTransient(() => claimFile(db), policy);
  return applied;
}

/** Checks the schema. @throws {Error} unless exactly these migrations were applied. */
export async function checkSchema(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  migrations: readonly Migration[],
): Promise<void> {
  const missing = await pendingMigrations(db, dialect, migrations);
  if (missing.length > 0) {
    const names = missing.map((migration) => migration.name).join(", ");
    throw new Error(`The database's schema lacks ${names}: run the migrations first`);
  }
  if (dialect === "sqlite") await retryTransient(() => claimFile(db));
}

/**
 * The migrations that would be applied now. Changes nothing.
 *
 * @throws {Error} when they couldn't be applied.
 */
export async function pendingMigrations(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const records = await retryTransient(() => readOwnRecords(db, dialect, migrations));
  const missing = pending(records, migrations);
  assertNoneUnfinished(records);
  return missing;
}

async function applyLocked(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  migrations: readonly Migration[],
): Promise<string[]> {
  if (dialect === "mysql") await retryTransient(() => createRecords(db), policy);
  return await retryTransient(() =>
    db.transaction().execute(async (lock) => {
      if (dialect === "sqlite") {
        await createRecords(lock);
        return await applyPending(lock, migrations);
      }
      await takeRowLock(lock);
      return await applyPending(db, migrations);
    }), policy);
}

async function createRecords(db: Kysely<Schema>): Promise<void> {
  await db.schema.createTable("schema_migrations").ifNotExists()
    .addColumn("version", "integer", (column) => column.primaryKey())
    .addColumn("name", "varchar(255)", (column) => column.notNull())
    .addColumn("checksum", "varchar(64)", (column) => column.notNull())
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("finished_at", "bigint")
    .execute();
  await db.schema.createTable("schema_lock").ifNotExists()
    .addColumn("id", "integer", (column) => column.primaryKey())
    .execute();
}

/**
 * Reads which migrations were begun.
 *
 * @throws {Error} when another program uses names that pending migrations need.
 */
async function readOwnRecords(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  migrations: readonly Migration[],
): Promise<SchemaMigrationsTable[]> {
  // An error shows below, too.
  const current = await readRecords(db).catch(() => null);
  if (current && pending(current, migrations).length === 0) return current;
  // The names are read first, so that a table that another process has just created is recorded
  // by the time the records are read.
  const names = await namesIn(db, dialect);
  const tables = await db.introspection.getTables();
  const records = tables.some(isOurRecords) ? await readRecords(db) : null;
  assertNamesFree(names, { dialect, records, migrations });
  return records ?? [];
}

function readRecords(db: Kysely<Schema>): Promise<SchemaMigrationsTable[]> {
  return db.selectFrom("schema_migrations").select(RECORD_COLUMNS).orderBy("version").execute();
}

/** Migrations to apply. @throws {Error} when an applied one is unknown, or its file has changed. */
function pending(
  records: readonly SchemaMigrationsTable[],
  migrations: readonly Migration[],
): readonly Migration[] {
  for (const record of records) {
    const migration = migrations.find((migration) => migration.version === record.version);
    if (!migration) {
      throw new Error(
        `The database's schema is newer than this program: it has migration ${record.name}, ` +
          `the program knows ${migrations.length}; run a newer version`,
      );
    }
    if (record.finished_at !== null && migration.checksum !== record.checksum) {
      throw new Error(
        `Migration ${record.name} was changed after it was applied: the database has ` +
          `${record.checksum.slice(0, 12)}, the file is ${migration.checksum.slice(0, 12)}`,
      );
    }
  }
  const applied = new Set(records.filter((it) => it.finished_at !== null).map((it) => it.version));
  return migrations.filter((migration) => !applied.has(migration.version));
}

async function takeRowLock(lock: Kysely<Schema>): Promise<void> {
  await sql`insert ignore into schema_lock (id) values (1)`.execute(lock);
  await lock.selectFrom("schema_lock").select("id").where("id", "=", 1).forUpdate().execute();
}

async function applyPending(
  db: Kysely<Schema>,
  migrations: readonly Migration[],
): Promise<string[]> {
  const records = await readRecords(db);
  const missing = pending(records, migrations);
  assertNoneUnfinished(records);
  for (const migration of missing) await apply(db, migration);
  return missing.map((migration) => migration.name);
}

async function apply(db: Kysely<Schema>, migration: Migration): Promise<void> {
  const { version, name, checksum, statements } = migration;
  const record = { version, name, checksum, started_at: Date.now(), finished_at: null };
  await db.insertInto("schema_migrations").values(record).execute();
  for (const [index, statement] of statements.entries()) {
    try {
      await sql.raw(statement).execute(db);
    } catch (cause) {
      const place = `statement ${index + 1} of ${statements.length}`;
      throw new Error(`Migration ${name} failed at ${place}: ${message(cause)}`, { cause });
    }
  }
  await db.updateTable("schema_migrations").set({ finished_at: Date.now() })
    .where("version", "=", version).execute();
}

function assertNoneUnfinished(records: readonly SchemaMigrationsTable[]): void {
  const record = records.find((record) => record.finished_at === null);
  if (!record) return;
  const time = new Date(record.started_at).toISOString();
  throw new Error(
    `Migration ${record.name} was begun at ${time} and has not ended. Unless another process is ` +
      "applying it, it was interrupted: restore the database, or undo what it did and " +
      `delete version ${record.version} from schema_migrations`,
  );
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
