import type { Log } from "../../domain/log.ts";
import type { Config } from "../config/config.ts";
import { createProgramLog } from "../log/program_log.ts";
import type { Server } from "../process/serve.ts";
import { stopSignals } from "../process/stop_signals.ts";
import { refuseOptions } from "./read_options.ts";

/** Starts the program. */
export type Start = (config: Config, log: Log) => Promise<Pick<Server, "stop">>;

/**
 * How long the database may take after the grace time to store running answers, in milliseconds.
 */
const EXIT_AFTER_GRACE_MS = 10_000;

/** Serves until the process gets a signal to stop. @returns the exit code. */
export async function serveUntilSignal(
  config: Config,
  { args, start }: { readonly args: readonly string[]; readonly start: Start },
): Promise<number> {
  refuseOptions(args);
  const { first, second } = stopSignals();
  const log = createProgramLog(config);
  const server = await start(config, log);
  log.info(`Stopping after ${await first}`);
  second.then((signal) => {
    log.info(`Stopping without further delay after another ${signal}`);
    return server.stop(0);
  });
  setTimeout(() => {
    log.error("Cannot store running answers in time; other processes will interrupt them");
    Deno.exit(1);
  }, config.shutdownGraceMs + EXIT_AFTER_GRACE_MS);
  await server.stop();
  return 0;
}
