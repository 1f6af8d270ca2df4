import { createApp } from "../../domain/app.ts";
import type { Config } from "../config/config.ts";
import { createProgramLog } from "../log/program_log.ts";
import { createAppDeps } from "../process/create_app_deps.ts";
import { openProgramDatabase } from "../process/open_program_database.ts";
import { apiTokenOptions, fromOptions } from "./api_token_options.ts";

/** Creates an API token and prints only the token, for use in scripts. @returns the exit code. */
export async function createApiToken(config: Config, args: readonly string[]): Promise<number> {
  const options = apiTokenOptions(args);
  const log = createProgramLog({ ...config, logLevel: "warn" });
  const database = await openProgramDatabase(config, log);
  try {
    const app = createApp(await createAppDeps(config, { database, log }));
    console.log((await app.createApiToken(options)).apiToken);
    return 0;
  } catch (error) {
    throw fromOptions(error);
  } finally {
    await database.close();
  }
}
