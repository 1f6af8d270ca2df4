import { readConfig } from "../../../infra/config/config.ts";
import { createServerLog } from "../../../infra/log/program_log.ts";

// Logs one line and ends at once, in the way that the argument names.
const log = createServerLog(readConfig({}));
log.info("The last line");

const ends: Readonly<Record<string, () => void>> = {
  "by itself": () => {},
  "on SIGTERM": () => {
    Deno.addSignalListener("SIGTERM", () => {
      log.info("Stopping");
      Deno.exit();
    });
    // A listener alone doesn't keep the process from ending before the signal arrives.
    setInterval(() => {}, 60_000);
    Deno.kill(Deno.pid, "SIGTERM");
  },
  "by exit": () => Deno.exit(),
  "by an uncaught error": () => {
    throw new Error("Uncaught");
  },
  "by an unhandled rejection": () => void Promise.reject(new Error("Unhandled")),
  // The line about the error is written before anything else can happen.
  "by SIGKILL after an error": () => {
    log.error("Something is wrong", new Error("Reason"));
    Deno.kill(Deno.pid, "SIGKILL");
  },
};
ends[Deno.args[0]!]!();
