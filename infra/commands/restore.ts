import type { Config } from "../config/config.ts";
import { readMigrations } from "../db/connection/migration_files.ts";
import { sqlitePath } from "../db/connection/sqlite/path.ts";
import { StartError } from "../runtime/start_error.ts";
import { messageOf } from "./error_message.ts";
import { fileArgument } from "./file_argument.ts";
import { exists, remove } from "./files.ts";
import { showMysqlCommand } from "./mysql_commands.ts";

/**
 * Puts a backup in the place of the SQLite database, which is kept under another name; for MySQL,
 * prints the command that restores a dump.
 *
 * @returns the exit code: 1 when nothing was restored.
 */
export async function restore(config: Config, args: readonly string[]): Promise<number> {
  const file = fileArgument(args);
  const path = sqlitePath(config.databaseUrl);
  if (path === null) return await showMysqlCommand(config, { does: "load", file });
  if (!await exists(file)) throw new StartError(`Cannot restore ${file}: there is no such file`);
  const fresh = `${path}.restoring`;
  try {
    await remove(fresh);
    const counted = await checkedCopy(file, fresh);
    const former = await setAside(path);
    await Deno.rename(fresh, path);
    console.log(`Restored ${path} from ${file}: ${counted}`);
    if (former) console.log(`The former database is ${former}`);
    return 0;
  } catch (cause) {
    await remove(fresh);
    throw new StartError(`Cannot restore ${file}: ${messageOf(cause)}`, { cause });
  }
}

/** Copies the backup beside the database. @throws {Error} when this program can't use it. */
async function checkedCopy(file: string, fresh: string): Promise<string> {
  const { copyDatabase } = await import("../db/connection/sqlite/copied_file.ts");
  const { migrations, users, chats, messages } = await copyDatabase(file, fresh);
  const known = (await readMigrations("sqlite")).map(({ name }) => name);
  const unknown = migrations.find((name) => !known.includes(name));
  if (unknown) throw new Error(`it has migration ${unknown}, which a newer version of Parley made`);
  return `${users} accounts, ${chats} chats, ${messages} messages`;
}

/** Renames the present database, if there is one. @returns its new path. */
async function setAside(path: string): Promise<string | null> {
  if (!await exists(path)) return null;
  const { closeForGood } = await import("../db/connection/sqlite/copied_file.ts");
  if (!closeForGood(path)) throw new Error(`a program has ${path} open; stop Parley first`);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const former = `${path}.before-${time}`;
  await Deno.rename(path, former);
  return former;
}
