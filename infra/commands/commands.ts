import { AppError } from "../../domain/app_error.ts";
import { VERSION } from "../../domain/version.ts";
import { type Config, ConfigError, readConfig } from "../config/config.ts";
import { type FoundEnvironment, readEnvironment } from "../process/environment.ts";
import { serveUntilSignal, type Start } from "../process/serve.ts";
import { StartError } from "../runtime/start_error.ts";
import { adoptChats } from "./adopt.ts";
import { createApiToken } from "./api_token.ts";
import { backUp } from "./backup.ts";
import { migrateCommand } from "./migrate.ts";
import { refuseOptions } from "./read_options.ts";
import { restore } from "./restore.ts";
import { UsageError } from "./usage_error.ts";

/** A command of the program. */
type Command = {
  /** How to call it, for the usage text. */
  readonly call: string;
  /** What it does, for the usage text. */
  readonly does: string;
  /**
   * Runs it.
   *
   * @returns the exit code.
   * @throws {UsageError} when its arguments are wrong.
   */
  run(found: FoundEnvironment, args: readonly string[]): Promise<number>;
};

function createCommands(start: Start): Readonly<Record<string, Command>> {
  return {
    start: {
      call: "deno task start",
      does: "serve pages, JSON and gRPC",
      run: ({ values, notes }, args) => {
        refuseOptions(args);
        return serveUntilSignal(readConfig(values, notes), start);
      },
    },
    migrate: {
      call: "deno task migrate [--dry-run]",
      does: "bring the database's schema up to date, or print the statements for it",
      run: configured(migrateCommand),
    },
    token: {
      call: "deno task token --email=<address> --name=<name> " +
        "[--scopes=chat:read,chat:write,chat:share] [--expires=90d]",
      does: "create an API token for an account; without options it has all scopes and never " +
        "expires",
      run: configured(createApiToken),
    },
    backup: {
      call: "deno task backup <file>",
      does: "copy the SQLite database while Parley runs, or print the command for MySQL",
      run: configured(backUp),
    },
    restore: {
      call: "deno task restore <file>",
      does: "put a backup in the place of the SQLite database, or print the command for MySQL",
      run: configured(restore),
    },
    doctor: {
      call: "deno task doctor",
      does: "show the configuration, check all that it needs, and say what to do",
      // Imported only when needed, so that the server starts sooner.
      run: async (found, args) => await (await import("./doctor/doctor.ts")).doctor(found, args),
    },
    adopt: {
      // Without -q, Deno prints the command, password and all.
      call: "deno task -q adopt --from=mysql://<user>:<password>@<host>:<port>/<database>",
      does: "copy the chats of the predecessor's database, without changing it",
      run: configured(adoptChats),
    },
  };
}

/** A command that needs a correct configuration. What it prints may be read by a script. */
function configured(run: (config: Config, args: readonly string[]) => Promise<number>) {
  return async ({ values, notes }: FoundEnvironment, args: readonly string[]) => {
    const config = readConfig(values, notes);
    config.warnings.forEach((warning) => console.error(`Warning: ${warning}`));
    return await run(config, args);
  };
}

/**
 * Runs a command to its end.
 *
 * @param args The command's name and its options.
 * @param start Starts the program, for the command `start`.
 * @returns the exit code: 2 when the command or the configuration is wrong.
 */
export async function runCommand(
  [name = "", ...args]: readonly string[],
  start: Start,
): Promise<number> {
  const commands = createCommands(start);
  const usage = usageOf(commands);
  if ([name, ...args].includes("--help")) {
    console.log(usage);
    return 0;
  }
  if ([name, ...args].includes("--version")) {
    console.log(`Parley ${VERSION}, Deno ${Deno.version.deno}`);
    return 0;
  }
  try {
    const command = Object.hasOwn(commands, name) && commands[name];
    if (!command) throw new UsageError([`There is no command ${name}`]);
    return await command.run(await readEnvironment(), args);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage}`);
      return 2;
    }
    const isForOperator = error instanceof ConfigError || error instanceof StartError ||
      error instanceof AppError;
    console.error(isForOperator ? error.message : error);
    return error instanceof ConfigError ? 2 : 1;
  }
}

function usageOf(commands: Readonly<Record<string, Command>>): string {
  const lines = Object.values(commands).flatMap(({ call, does }) => [`  ${call}`, `    ${does}`]);
  return ["Usage:", ...lines, "", "--help prints this, --version the version."].join("\n");
}
