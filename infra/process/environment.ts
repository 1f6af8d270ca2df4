import type { Environment, EnvironmentNotes } from "../config/config.ts";
import { readEnvFile } from "../config/env_file.ts";
import { providerVariables } from "../config/identity_providers.ts";
import { nameProblem } from "../config/names.ts";
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
  const providers = providerVariables(get("OIDC_PROVIDERS") ?? values.OIDC_PROVIDERS);
  const set = [...variableNames, ...providers].map((name) => [name, get(name)] as const);
  const environment = Object.fromEntries(set.filter(([, value]) => value !== undefined));
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

async function readIfPresent(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
}
