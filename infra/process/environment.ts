import type { Environment, EnvironmentNotes } from "../config/config.ts";
import { readEnvFile } from "../config/env_file.ts";
import { providerVariables } from "../config/identity_providers.ts";
import { nameProblem } from "../config/names.ts";
import { upstreamVariableNames } from "../config/upstreams.ts";
import { variableNames } from "../config/variables.ts";
import { readSecretFiles } from "./secret_files.ts";

/** Where to look for variables; the defaults are the program's. */
export type EnvironmentSource = {
  readonly file?: string;
  readonly get?: (name: string) => string | undefined;
};

/** The variables that are set, and what is wrong with them. */
export type FoundEnvironment = {
  readonly values: Environment;
  /** Where each value comes from: `environment`, `.env`, or a file's path. */
  readonly sources: Readonly<Record<string, string>>;
  readonly notes: EnvironmentNotes;
};

/**
 * The variables that Parley reads, from the environment and from `.env` in the working directory if
 * there is one. The environment takes precedence. Secrets may be in files of their own.
 */
export async function readEnvironment(
  { file = ".env", get = (name) => Deno.env.get(name) }: EnvironmentSource = {},
): Promise<FoundEnvironment> {
  const { values, warnings } = readEnvFile(await readIfPresent(file));
  const general = setAmong(variableNames, get);
  const common = { ...values, ...general };
  // These have the operator's names in them; the program may not list the environment.
  const named = [
    ...providerVariables(common.OIDC_PROVIDERS),
    ...upstreamVariableNames(common.UPSTREAMS),
  ];
  const environment = { ...general, ...setAmong(named, get) };
  const env = { ...values, ...environment };
  const secrets = await readSecretFiles(env);
  return {
    values: { ...env, ...secrets.values },
    sources: {
      ...sourcesOf(values, () => ".env"),
      ...sourcesOf(environment, () => "environment"),
      ...sourcesOf(secrets.values, (name) => env[`${name}_FILE`]!),
    },
    notes: { problems: secrets.problems, warnings },
  };
}

/** Only names of variables count: a line that can't be read has its value in its name. */
function sourcesOf(values: Environment, source: (name: string) => string): Record<string, string> {
  const names = Object.keys(values).filter((name) => nameProblem(name) === null);
  return Object.fromEntries(names.map((name) => [name, source(name)]));
}

function setAmong(
  names: readonly string[],
  get: (name: string) => string | undefined,
): Record<string, string | undefined> {
  const set = names.map((name) => [name, get(name)] as const);
  return Object.fromEntries(set.filter(([, value]) => value !== undefined));
}

async function readIfPresent(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
}
