import type { Config } from "../config/config.ts";
import { sqlitePath } from "../db/connection/sqlite/path.ts";
import { StartError } from "../runtime/start_error.ts";
import { messageOf } from "./error_message.ts";
import { fileArgument } from "./file_argument.ts";
import { exists, remove } from "./files.ts";
import { showMysqlCommand } from "./mysql_commands.ts";

/**
 * Copies the SQLite database to a new file while Parley runs; for MySQL, prints the command that
 * does that.
 *
 * @returns the exit code: 1 when nothing was copied.
 */
export async function backUp(config: Config, args: readonly string[]): Promise<number> {
  const file = fileArgument(args);
  const path = sqlitePath(config.databaseUrl);
  if (path === null) return await showMysqlCommand(config, { does: "dump", file });
  if (!await exists(path)) throw new StartError(`Cannot back up ${path}: there is no such file`);
  if (await exists(file)) throw new StartError(`Cannot back up to ${file}: it exists already`);
  const { copyDatabase } = await import("../db/connection/sqlite/copied_file.ts");
  const partial = `${file}.partial`;
  try {
    await remove(partial);
    const { users, chats, messages } = await copyDatabase(path, partial);
    await Deno.rename(partial, file);
    const place = await Deno.realPath(file);
    console.log(
      `Backed up ${path} to ${place}, opened it and checked it: ${users} accounts, ` +
        `${chats} chats, ${messages} messages`,
    );
    return 0;
  } catch (cause) {
    await remove(partial);
    throw new StartError(`Cannot back up ${path} to ${file}: ${messageOf(cause)}`, { cause });
  }
}
