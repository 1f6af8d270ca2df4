import { type Kysely, sql } from "kysely";
import type { SqlDialect } from "./database.ts";
import type { Migration } from "./migration_files.ts";
import { assertRoom, isOurRecords, namesIn, RECORD_COLUMNS } from "./foreign_tables.ts";
import { retryPassing } from "./retry.ts";
import type { Schema, SchemaMigrationsTable } from "./schema.ts";
import { claimFile } from "./sqlite_file.ts";

// Another process may be migrating a large table.
const policy = { patience: 600_000, firstDelay: 50, longestDelay: 1000 };

/**
 * Applies what the database lacks, while holding a lock that other processes wait for.
 *
 * The lock is a row lock: every MySQL-like database has it, and it goes with the process that held
 * it. In SQLite it is the write lock, and the whole migration one transaction, after which the file is
 * made ours: one that fails leaves nothing. MySQL commits at every `create table`, so there the lock is
 * held by a connection of its own, and a migration that broke off is known by its record without an end.
 *
 * @returns Names of the migrations applied.
 * @throws {Error} before anything is written, when names that it needs are those of another program.
 */
export async function migrate(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  migrations: readonly Migration[],
): Promise<string[]> {
  const records = await retryPassing(() => recognise(db, dialect, migrations), policy);
  const isCurrent = pending(records, migrations).length === 0;
  const applied = isCurrent ? [] : await applyLocked(db, dialect, migrations);
  if (dialect === "sqlite") await retryPassing(() => claimFile(db), policy);
  return applied;
}

/** @throws {Error} unless exactly these migrations were applied. */
export async function checkSchema(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  migrations: readonly Migration[],
): Promise<void> {
  const records = await retryPassing(() => recognise(db, dialect, migrations));
  const missing = pending(records, migrations);
  assertNoneUnfinished(records);
  if (missing.length > 0) {
    const names = missing.map((migration) => migration.name).join(", ");
    throw new Error(`The database's schema lacks ${names}: run the migrations first`);
  }
  if (dialect === "sqlite") await retryPassing(() => claimFile(db));
}

async function applyLocked(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  migrations: readonly Migration[],
): Promise<string[]> {
  if (dialect === "mysql") await retryPassing(() => createRecords(db), policy);
  return await retryPassing(() =>
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

/** Reads which migrations were begun, in a database that is ours or has room for our tables. */
async function recognise(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  migrations: readonly Migration[],
): Promise<SchemaMigrationsTable[]> {
  // Whatever this fails for shows below.
  const current = await readRecords(db).catch(() => null);
  if (current && pending(current, migrations).length === 0) return current;
  // Listed before the records are read: those of what another process makes meanwhile are there then.
  const names = await namesIn(db, dialect);
  const tables = await db.introspection.getTables();
  const records = tables.some(isOurRecords) ? await readRecords(db) : null;
  assertRoom(names, { dialect, records, migrations });
  return records ?? [];
}

function readRecords(db: Kysely<Schema>): Promise<SchemaMigrationsTable[]> {
  return db.selectFrom("schema_migrations").select(RECORD_COLUMNS).orderBy("version").execute();
}

/** What is not applied yet, once what is has been found to be ours. */
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
      "applying it, it broke off half-way: restore the database, or undo by hand what it did and " +
      `delete version ${record.version} from schema_migrations`,
  );
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
