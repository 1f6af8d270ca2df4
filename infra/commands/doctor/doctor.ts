import { type Config, ConfigError, readConfig } from "../../config/config.ts";
import { VERSION } from "../../../domain/version.ts";
import { createProgramLog } from "../../log/program_log.ts";
import type { FoundEnvironment } from "../../process/environment.ts";
import { refuseOptions } from "../read_options.ts";
import { checkDatabase } from "./database_checks.ts";
import { type Finding, problem, warning } from "./finding.ts";
import { checkMachine } from "./machine_checks.ts";
import { checkPorts } from "./port_checks.ts";
import { checkProviders } from "./provider_checks.ts";
import { checkPublicUrl } from "./public_url_checks.ts";
import { shownConfiguration } from "./shown_configuration.ts";
import { checkUpstreams } from "./upstream_checks.ts";

/**
 * Prints the configuration and checks all that it needs, without changing data.
 *
 * @returns the exit code: 0 when all works, 1 when something doesn't, 2 when the configuration is
 * wrong.
 */
export async function doctor(found: FoundEnvironment, args: readonly string[]): Promise<number> {
  refuseOptions(args);
  console.log(`Parley ${VERSION}, Deno ${Deno.version.deno}\n\nConfiguration`);
  console.log(shownConfiguration(found).join("\n"));
  console.log("\nChecks");
  const config = configOf(found);
  if (config instanceof ConfigError) {
    const advice = "Correct it; the other checks need a configuration";
    found.notes.warnings?.forEach((text) => print(warning("Configuration", text, "Correct it")));
    config.problems.forEach((text) => print(problem("Configuration", text, advice)));
    return 2;
  }
  let problems = 0;
  for await (const finding of check(config)) {
    print(finding);
    if (finding.state === "problem") problems++;
  }
  console.log(problems === 0 ? "\nParley can start." : `\nProblems: ${problems}`);
  return problems === 0 ? 0 : 1;
}

function configOf({ values, notes }: FoundEnvironment): Config | ConfigError {
  try {
    return readConfig(values, notes);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

async function* check(config: Config): AsyncIterable<Finding> {
  for (const text of config.warnings) yield warning("Configuration", text, "Correct it");
  const log = createProgramLog({ ...config, logLevel: "error" });
  yield* await checkDatabase(config, log);
  yield* await checkUpstreams(config);
  yield* await checkProviders(config);
  const { findings, isRunning } = await checkPorts(config);
  yield* findings;
  yield* await checkPublicUrl(config, isRunning);
  yield* await checkMachine(config);
}

const marks: Readonly<Record<Finding["state"], string>> = {
  ok: "ok     ",
  warning: "warning",
  problem: "PROBLEM",
};

function print({ state, about, text, advice }: Finding): void {
  console.log(`  ${marks[state]}  ${about}: ${text}`);
  if (advice) console.log(`             ${advice}`);
}
