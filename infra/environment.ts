import { parseEnv } from "node:util";
import type { Environment } from "./config.ts";
import { variableNames } from "./config/variables.ts";

/**
 * The variables that Parley reads, from the environment and from `.env` in the working directory
 * where there is one. The environment wins.
 */
export async function readEnvironment(): Promise<Environment> {
  const set = variableNames.map((name) => [name, Deno.env.get(name)] as const);
  const environment = Object.fromEntries(set.filter(([, value]) => value !== undefined));
  return { ...parseEnv(await readIfPresent(".env")), ...environment };
}

async function readIfPresent(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
