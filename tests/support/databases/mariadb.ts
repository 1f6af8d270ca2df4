import { sql } from "kysely";
import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import { requireProgram } from "../suite/requirements.ts";

/** A MySQL-compatible server for tests. */
export type TestServer = AsyncDisposable & {
  /** An administrator's URL without a database. */
  readonly url: URL;
};

/** A private MariaDB that a test may kill and restart. */
export type Mariadb = TestServer & {
  /** Kills it, like a crash. */
  kill(): Promise<void>;
  /** Starts it again, after `kill()`, on the same data and port, and waits until it is ready. */
  restart(): Promise<void>;
};

/** Whether this machine has no server for tests. */
export function lacksTestServer(): boolean {
  return Deno.env.get("TEST_MYSQL_URL") === undefined && lacksMariadb();
}

/** Whether this machine has no MariaDB to start. */
export function lacksMariadb(): boolean {
  return requireProgram("mariadbd").ignore;
}

/**
 * The server for tests: the one at `TEST_MYSQL_URL` (any MySQL-compatible one, as administrator),
 * or else a private MariaDB.
 */
export async function startTestServer(): Promise<TestServer> {
  const given = Deno.env.get("TEST_MYSQL_URL");
  if (!given) return await startMariadb();
  return { url: new URL(given), [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** Makes a database without tables, with a unique name. @param server Administrator's URL. */
export async function createDatabase(server: URL): Promise<URL> {
  const name = `parley_${crypto.randomUUID().replaceAll("-", "")}`;
  await administer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return url;
}

/** Removes a database with all its data. */
export async function dropDatabase(url: URL): Promise<void> {
  await administer(url, `drop database ${url.pathname.slice(1)}`);
}

async function administer(url: URL, statement: string): Promise<void> {
  const admin = await openDatabase(url.href, { connections: 1 });
  await sql.raw(statement).execute(admin.db).finally(() => admin.close());
}

/**
 * Starts a private MariaDB on a free port with a fresh data directory; disposing it stops it.
 *
 * @param extra Further options for the server.
 */
export async function startMariadb(extra: readonly string[] = []): Promise<Mariadb> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "parley-mariadb-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  await install(folder);
  const port = freePort();
  const start = async () => {
    const server = new Deno.Command(requireProgram("mariadbd").path!, {
      args: [...options(folder), `--port=${port}`, `--socket=${folder}/socket`, ...extra],
      stdout: "null",
      stderr: "piped",
    }).spawn();
    return { server, ...await untilReady(server) };
  };
  const end = async (
    { server, drained }: Awaited<ReturnType<typeof start>>,
    signal: Deno.Signal,
  ) => {
    server.kill(signal);
    await Promise.all([server.status, drained]);
  };
  let running: Awaited<ReturnType<typeof start>> | null = await start();
  stack.defer(async () => {
    if (running) await end(running, "SIGTERM");
  });
  const owned = stack.move();
  return {
    url: new URL(`mysql://root@127.0.0.1:${port}/`),
    async kill() {
      await end(running!, "SIGKILL");
      running = null;
    },
    async restart() {
      running = await start();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function options(folder: string): string[] {
  return [
    "--no-defaults",
    // The server refuses to run as root unless told to.
    ...(Deno.uid() === 0 ? ["--user=root"] : []),
    `--datadir=${folder}/data`,
    // Each server removes all temporary tables from there when it starts.
    `--tmpdir=${folder}`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--innodb-log-file-size=8M",
    "--innodb-flush-log-at-trx-commit=2",
    // Tests kill servers, never the machine, so writes needn't reach the disk at once.
    "--innodb-flush-method=nosync",
    "--debug-no-sync",
  ];
}

async function install(folder: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("mariadb-install-db", {
    args: [...options(folder), "--auth-root-authentication-method=normal", "--skip-test-db"],
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot install MariaDB: ${new TextDecoder().decode(stderr)}`);
}

/**
 * Waits until the server says that it is ready, and keeps reading, so that it never blocks on its
 * log.
 *
 * @returns `drained`, which resolves at the log's end.
 */
async function untilReady(server: Deno.ChildProcess): Promise<{ drained: Promise<void> }> {
  let log = "";
  const lines = server.stderr.pipeThrough(new TextDecoderStream());
  const reader = lines.getReader();
  while (!log.includes("ready for connections")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`MariaDB did not start: ${log}`);
    log += value;
  }
  const drain = async () => {
    while (!(await reader.read()).done);
  };
  return { drained: drain() };
}

/** A port outside the range for outgoing connections, so that it stays free during a restart. */
function freePort(): number {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
