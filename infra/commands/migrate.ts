import type { Config } from "../config/config.ts";
import { createProgramLog } from "../log/program_log.ts";
import { openProgramDatabase } from "../process/open_program_database.ts";
import { refuseOptions } from "./read_options.ts";

/** Migrates the database's schema, even with `MIGRATE=off`. @returns the exit code. */
export async function migrateCommand(config: Config, args: readonly string[]): Promise<number> {
  refuseOptions(args);
  const log = createProgramLog(config);
  const database = await openProgramDatabase({ ...config, migrate: true }, log);
  await database.close();
  return 0;
}
