import { dirname } from "node:path";
import type { TestDatabase } from "../databases/databases.ts";
import {
  type FakeOpenAI,
  type FakeOpenAIOptions,
  startFakeOpenAI,
} from "../upstream/fake_openai.ts";
import { type ParleyProcess, startParley } from "../process/parley_process.ts";
import { SERVICE_TOKEN } from "../app/test_app.ts";

/** A database and an upstream for any number of Parley's processes. */
export type ParleySite = AsyncDisposable & {
  readonly database: TestDatabase;
  readonly upstream: FakeOpenAI;
  /**
   * Begins to start another process. The site kills it when it is disposed.
   *
   * @param env Variables to set in addition to the site's own.
   */
  spawn(env?: Readonly<Record<string, string>>): Promise<ParleyProcess>;
  /** Starts another process and waits until it serves. */
  start(env?: Readonly<Record<string, string>>): Promise<ParleyProcess>;
  /** Runs a sub-command to its end. @returns its output, without the last line end. */
  run(...args: string[]): Promise<string>;
};

/** Limits that no test reaches by accident. */
const plenty = {
  SENDS_PER_MINUTE: "100000",
  SIGN_INS_PER_MINUTE: "100000",
  ANSWERS_PER_USER: "1000",
};

/**
 * Makes a site without a process.
 *
 * @param database The database of its processes; disposed with the site.
 * @param upstream Options of their model's server.
 */
export async function startParleySite(
  database: TestDatabase,
  upstream: FakeOpenAIOptions = {},
): Promise<ParleySite> {
  await using stack = new AsyncDisposableStack();
  stack.use(database);
  const data = await dataFolder(database, stack);
  const model = stack.use(await startFakeOpenAI(upstream));
  const env = {
    ...plenty,
    DATABASE_URL: database.url,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: "test",
    MODEL: "fake-model",
    MODEL_MAX_TOKENS: "100000",
    AUTH_TOKEN: SERVICE_TOKEN,
  };
  const owned = stack.move();
  const spawn: ParleySite["spawn"] = async (more = {}) =>
    owned.use(await startParley({ data, env: { ...env, ...more } }));
  return {
    database,
    upstream: model,
    spawn,
    async start(more) {
      const parley = await spawn(more);
      await parley.logged("Data in ").catch(async (cause) => {
        const { code, stderr } = await parley.ended();
        throw new Error(`Parley ended with ${code} while it started: ${stderr}`, { cause });
      });
      return parley;
    },
    async run(...args) {
      await using command = await startParley({ data, env, args });
      const { code, stdout, stderr } = await command.ended();
      if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}`);
      return stdout.trimEnd();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The one folder that a process may write to. */
async function dataFolder({ url }: TestDatabase, stack: AsyncDisposableStack): Promise<string> {
  if (url.startsWith("sqlite:")) return dirname(url.replace("sqlite:", ""));
  const folder = await Deno.makeTempDir({ prefix: "parley-data-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  return folder;
}
