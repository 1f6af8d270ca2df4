import type { Log } from "../../domain/log.ts";
import type { Config } from "../config/config.ts";
import { secretsOfUpstream } from "../config/upstreams.ts";
import { SystemClock } from "../runtime/system_clock.ts";
import { BufferedLines } from "./buffered_lines.ts";
import { createLog, type LogOptions } from "./log.ts";

/**
 * The log on standard output: as text on a terminal, else as JSON lines. The configuration's
 * secrets are masked.
 *
 * @param write Writes a line, by default at once.
 */
export function createProgramLog(
  config: Config,
  write: LogOptions["write"] = (line) => console.log(line),
): Log {
  return createLog({
    level: config.logLevel,
    format: Deno.stdout.isTerminal() ? "text" : "json",
    secrets: secretsOf(config),
    clock: new SystemClock(),
    write,
  });
}

/** Events after which a process goes on for a moment at most. */
const ENDS = ["unload", "error", "unhandledrejection"];

/**
 * The same log for a process that handles its signals, as many requests write to it: lines are
 * buffered, and written after a few milliseconds or when the process ends, for whatever reason but
 * SIGKILL. Warnings and errors are written at once, with all lines before them.
 */
export function createServerLog(config: Config): Log {
  const lines = new BufferedLines((text) => console.log(text));
  for (const end of ENDS) globalThis.addEventListener(end, () => lines.flush());
  return createProgramLog(config, (line, level) => {
    lines.add(line);
    if (level === "warn" || level === "error") lines.flush();
  });
}

function secretsOf({ openai, upstreams, serviceToken, databaseUrl }: Config): string[] {
  const password = decodeURIComponent(URL.parse(databaseUrl)?.password ?? "");
  return [openai?.apiKey, ...upstreams.flatMap(secretsOfUpstream), serviceToken, password]
    .filter((secret) => typeof secret === "string");
}
