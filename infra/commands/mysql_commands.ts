import type { Config } from "../config/config.ts";
import { inspectDatabase } from "../db/connection/inspect_database.ts";
import { waitForDatabase } from "../db/connection/wait_for_database.ts";
import { createProgramLog } from "../log/program_log.ts";
import { SystemClock } from "../runtime/system_clock.ts";

/** What to do with the file of a dump. */
export type DumpUse = { readonly does: "dump" | "load"; readonly file: string };

/**
 * Prints the command by which the server's own tool dumps or loads the database, since Parley may
 * not start programs.
 *
 * @returns the exit code 1, because nothing was done.
 */
export async function showMysqlCommand(config: Config, use: DumpUse): Promise<number> {
  const { databaseUrl: url, databaseWaitMs: waitMs } = config;
  const clock = new SystemClock();
  const log = createProgramLog({ ...config, logLevel: "warn" });
  const database = await waitForDatabase({ url, waitMs, clock, log });
  const { product } = await inspectDatabase(database, () => Date.now())
    .finally(() => database.close());
  console.error(
    "Nothing was done: Parley may not start programs. Set MYSQL_PWD to the database's " +
      "password, and run this:",
  );
  console.log(mysqlCommand(new URL(url), /mariadb/i.test(product), use));
  return 1;
}

/**
 * A command without its password, which its tool reads from `MYSQL_PWD`.
 *
 * A dump is of one moment and locks nothing. Its options work for a user with rights on this
 * database only (`--no-tablespaces`), and let it be loaded into the same server, where MySQL's
 * transaction ids are known already (`--set-gtid-purged=OFF`, which MariaDB's tool doesn't have).
 */
export function mysqlCommand(url: URL, isMariadb: boolean, { does, file }: DumpUse): string {
  const place = [
    ["host", url.hostname.replace(/^\[|\]$/g, "")],
    ["port", url.port || "3306"],
    ["user", decodeURIComponent(url.username)],
  ].map(([name, value]) => `--${name}=${quoted(value!)}`);
  const options = [...place, ...tlsOptions(url, isMariadb), "--default-character-set=utf8mb4"];
  const name = quoted(decodeURIComponent(url.pathname.slice(1)));
  const tool = isMariadb ? "mariadb" : "mysql";
  if (does === "load") return [tool, ...options, name, "<", quoted(file)].join(" ");
  const kept = ["--single-transaction", "--quick", "--no-tablespaces"];
  if (!isMariadb) kept.push("--set-gtid-purged=OFF");
  const dump = isMariadb ? "mariadb-dump" : "mysqldump";
  return [dump, ...options, ...kept, `--result-file=${quoted(file)}`, name].join(" ");
}

/** The URL's own options, in the words of each tool. */
function tlsOptions(url: URL, isMariadb: boolean): string[] {
  const authority = url.searchParams.get("ssl-ca");
  const mode = url.searchParams.get("ssl") ?? (authority === null ? "off" : "required");
  const ca = authority === null ? [] : [`--ssl-ca=${quoted(authority)}`];
  if (mode === "off") return [isMariadb ? "--skip-ssl" : "--ssl-mode=PREFERRED"];
  if (isMariadb) return ["--ssl", "--ssl-verify-server-cert", ...ca];
  return [`--ssl-mode=${mode === "required" ? "VERIFY_IDENTITY" : "VERIFY_CA"}`, ...ca];
}

/** A word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w.:/@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
