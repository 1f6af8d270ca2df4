import type { Log } from "../../domain/log.ts";
import type { Config } from "../config/config.ts";
import { SystemClock } from "../runtime/system_clock.ts";
import { createLog } from "./log.ts";

/**
 * The log on standard output: as text on a terminal, else as JSON lines. The configuration's
 * secrets are masked.
 */
export function createProgramLog(config: Config): Log {
  return createLog({
    level: config.logLevel,
    format: Deno.stdout.isTerminal() ? "text" : "json",
    secrets: secretsOf(config),
    clock: new SystemClock(),
    write: (line) => console.log(line),
  });
}

function secretsOf({ openai, serviceToken, databaseUrl }: Config): string[] {
  const password = decodeURIComponent(URL.parse(databaseUrl)?.password ?? "");
  return [openai?.apiKey, serviceToken, password].filter((secret) => typeof secret === "string");
}
