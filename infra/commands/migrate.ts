import type { Config } from "../config/config.ts";
import { planStatements } from "../db/connection/planned_statements.ts";
import { sqlitePath } from "../db/connection/sqlite/path.ts";
import { waitForDatabase } from "../db/connection/wait_for_database.ts";
import { createProgramLog } from "../log/program_log.ts";
import { openProgramDatabase } from "../process/open_program_database.ts";
import { SystemClock } from "../runtime/system_clock.ts";
import { exists } from "./files.ts";
import { migrationPlan } from "./migration_plan.ts";
import { readOptions } from "./read_options.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Migrates the database's schema, even with `MIGRATE=off`, or with `--dry-run` only prints what
 * that would do.
 *
 * @returns the exit code.
 */
export async function migrateCommand(config: Config, args: readonly string[]): Promise<number> {
  const { flags, problems } = readOptions(args, { flags: ["dry-run"] });
  if (problems.length > 0) throw new UsageError(problems);
  if (flags.has("dry-run")) return await printPlan(config);
  const log = createProgramLog(config);
  const database = await openProgramDatabase({ ...config, migrate: true }, log);
  await database.close();
  return 0;
}

async function printPlan(config: Config): Promise<number> {
  const { databaseUrl: url, databaseWaitMs: waitMs } = config;
  const path = sqlitePath(url);
  // Opening it would make it.
  if (path !== null && !await exists(path)) {
    console.log(`${path} does not exist: the first start makes it, with all migrations`);
    return 0;
  }
  const log = createProgramLog({ ...config, logLevel: "warn" });
  const database = await waitForDatabase({ url, waitMs, clock: new SystemClock(), log });
  try {
    const pending = await database.pendingMigrations();
    console.log(migrationPlan(await planStatements(database.db, pending)));
    return 0;
  } finally {
    await database.close();
  }
}
