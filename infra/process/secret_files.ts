import type { Environment } from "../config/config.ts";
import { variableInFile } from "../config/variables.ts";

/** The secrets that are in files, and why others can't be used. */
export type SecretFiles = {
  readonly values: Environment;
  readonly problems: readonly string[];
};

/** Folders for secrets that the program may read, apart from its own. */
const FOLDERS = "/run/secrets, /run/credentials, certs or data";

/**
 * Reads the files that variables such as `OPENAI_API_KEY_FILE` name. Line ends at a file's end
 * don't count.
 */
export async function readSecretFiles(env: Environment): Promise<SecretFiles> {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const [name, path] of Object.entries(env)) {
    const secret = variableInFile(name);
    if (!secret || !path) continue;
    if (env[secret]) {
      problems.push(`${secret} and ${name} are both set: remove one of them`);
      continue;
    }
    const { value, problem } = await readSecret(path);
    if (value !== undefined) values[secret] = value;
    else problems.push(`${name} is ${JSON.stringify(path)}: expected ${problem}`);
  }
  return { values, problems };
}

async function readSecret(path: string): Promise<{ value?: string; problem?: string }> {
  try {
    const value = (await Deno.readTextFile(path)).replace(/[\r\n]+$/, "");
    if (value.trim() === "") return { problem: "a secret in that file, but it is empty" };
    return /[\r\n]/.test(value) ? { problem: "one line in that file" } : { value };
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return { problem: `a file within ${FOLDERS}` };
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `a file that can be read: ${reason}` };
  }
}
