import { parseEnv } from "node:util";
import type { Environment } from "../config/config.ts";
import { variableNames } from "../config/variables.ts";

/** Where to look for variables; the defaults are the program's. */
export type EnvironmentSource = {
  readonly file?: string;
  readonly get?: (name: string) => string | undefined;
};

/**
 * The variables that Parley reads, from the environment and from `.env` in the working directory if
 * there is one. The environment takes precedence.
 */
export async function readEnvironment(
  { file = ".env", get = (name) => Deno.env.get(name) }: EnvironmentSource = {},
): Promise<Environment> {
  const set = variableNames.map((name) => [name, get(name)] as const);
  const environment = Object.fromEntries(set.filter(([, value]) => value !== undefined));
  return { ...parseEnv(await readIfPresent(file)), ...environment };
}

async function readIfPresent(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
