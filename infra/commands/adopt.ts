import { adoptAll, type AdoptionReport } from "../../domain/archive/adoptions.ts";
import type { Config } from "../config/config.ts";
import { createProgramLog } from "../log/program_log.ts";
import { createAppDeps } from "../process/create_app_deps.ts";
import { openProgramDatabase } from "../process/open_program_database.ts";
import { adoptOptions } from "./adopt_options.ts";
import { adoptionText } from "./adoption_text.ts";

/** Chats between two lines of progress. */
const PROGRESS = 1000;

/**
 * Copies the chats of the predecessor's database, and prints a report.
 *
 * @returns the exit code: 1 when something was left out.
 */
export async function adoptChats(config: Config, args: readonly string[]): Promise<number> {
  const from = adoptOptions(args, config.databaseUrl);
  const { openPredecessorChats } = await import(
    "../db/archive/predecessor/predecessor_chats.ts"
  );
  await using predecessor = await openPredecessorChats(from);
  const log = createProgramLog({ ...config, logLevel: "warn" });
  const database = await openProgramDatabase(config, log);
  try {
    const deps = await createAppDeps(config, { database, log });
    const report = await adoptAll(deps, predecessor.all(), showProgress);
    console.log(adoptionText(report, predecessor.pageTables));
    return report.leftOut === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
}

function showProgress({ chats, present }: AdoptionReport): void {
  const count = chats + present;
  if (count > 0 && count % PROGRESS === 0) console.error(`${count} chats so far`);
}
