import type { Log } from "../../domain/log.ts";
import type { Config } from "../config/config.ts";
import { maskUrl } from "../config/variables.ts";
import type { Database } from "../db/connection/database.ts";
import { waitForDatabase } from "../db/connection/wait_for_database.ts";
import { StartError } from "../runtime/start_error.ts";
import { SystemClock } from "../runtime/system_clock.ts";

/**
 * Waits for the database, then migrates or only checks its schema, as configured.
 *
 * @throws {StartError} when it can't be used.
 */
export async function openProgramDatabase(config: Config, log: Log): Promise<Database> {
  const { databaseUrl: url, databaseWaitMs: waitMs } = config;
  const database = await waitForDatabase({ url, waitMs, clock: new SystemClock(), log });
  try {
    if (config.migrate) await migrate(database, log);
    else await database.checkSchema();
    return database;
  } catch (cause) {
    await database.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`Cannot use the database ${maskUrl(url)}: ${reason}`, { cause });
  }
}

async function migrate(database: Database, log: Log): Promise<void> {
  const migrations = await database.migrate();
  if (migrations.length > 0) log.info(`Migrated the database: ${migrations.join(", ")}`);
}
