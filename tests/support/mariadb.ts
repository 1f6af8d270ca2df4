import { requireProgram } from "./requirements.ts";

/** A MySQL-like server for tests. */
export type TestServer = AsyncDisposable & {
  /** URL of an administrator, without a database. */
  readonly url: URL;
};

/** Whether there is no server for tests on this machine. */
export function lacksTestServer(): boolean {
  return Deno.env.get("TEST_MYSQL_URL") === undefined && requireProgram("mariadbd").ignore;
}

/**
 * The server for tests: the one of `TEST_MYSQL_URL` (any of MySQL's kind, as an administrator), or
 * else a private MariaDB.
 */
export async function startTestServer(): Promise<TestServer> {
  const given = Deno.env.get("TEST_MYSQL_URL");
  if (!given) return await startMariadb();
  return { url: new URL(given), [Symbol.asyncDispose]: () => Promise.resolve() };
}

/**
 * Starts a private MariaDB on a free port with a fresh data directory; disposing it stops it.
 *
 * @param extra Further options of the server's.
 */
export async function startMariadb(extra: readonly string[] = []): Promise<TestServer> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "parley-mariadb-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  await install(folder);
  const port = freePort();
  const server = new Deno.Command(requireProgram("mariadbd").path!, {
    args: [...options(folder), `--port=${port}`, `--socket=${folder}/socket`, ...extra],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  stack.defer(async () => {
    server.kill("SIGTERM");
    await server.status;
  });
  await untilReady(server);
  const owned = stack.move();
  return {
    url: new URL(`mysql://root@127.0.0.1:${port}/`),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function options(folder: string): string[] {
  return [
    "--no-defaults",
    // The server refuses to run as root unless told to.
    ...(Deno.uid() === 0 ? ["--user=root"] : []),
    `--datadir=${folder}/data`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--innodb-log-file-size=8M",
    "--innodb-flush-log-at-trx-commit=2",
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

/** Waits for the server's own word, and goes on reading so that it never blocks on its log. */
async function untilReady(server: Deno.ChildProcess): Promise<void> {
  let log = "";
  const lines = server.stderr.pipeThrough(new TextDecoderStream());
  const reader = lines.getReader();
  while (!log.includes("ready for connections")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`MariaDB did not start: ${log}`);
    log += value;
  }
  (async () => {
    while (!(await reader.read()).done);
  })();
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
