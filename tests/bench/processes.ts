import { type ParleyProcess, startParley } from "../support/parley_process.ts";

/** A server in a process of its own. */
export type BenchServer = AsyncDisposable & {
  readonly origin: string;
  readonly pid: number;
  /** From the start of the process to its first response with status 200, in milliseconds. */
  readonly coldStart: number;
};

/** Starts the bare relay. */
export async function startRelay(upstream: string): Promise<BenchServer> {
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net", new URL("bare_relay.ts", import.meta.url).pathname, upstream],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: port } = await reader.read();
  const origin = `http://127.0.0.1:${port?.trim()}`;
  const coldStart = await firstSuccess(`${origin}/`, start);
  return {
    ...{ origin, coldStart, pid: child.pid },
    async [Symbol.asyncDispose]() {
      child.kill();
      await reader.cancel();
      await child.status;
    },
  };
}

/** Starts Parley as the start task does, on a SQLite file in `data`. */
export async function startBenchParley(data: string, upstream: string): Promise<BenchServer> {
  const start = performance.now();
  const env = {
    OPENAI_BASE_URL: upstream,
    MODEL: "fake-model",
    SENDS_PER_MINUTE: "1000000",
    LOG_LEVEL: "warn",
    WEB_SERVER_PORT: String(freePort()),
  };
  const parley: ParleyProcess = await startParley({ data, env });
  const origin = `http://127.0.0.1:${env.WEB_SERVER_PORT}`;
  const coldStart = await firstSuccess(`${origin}/sign-in`, start);
  return {
    ...{ origin, coldStart, pid: parley.pid },
    [Symbol.asyncDispose]: () => parley[Symbol.asyncDispose](),
  };
}

/** Resident memory of a process, in megabytes, as Linux tells it. */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

async function firstSuccess(url: string, start: number): Promise<number> {
  for (;;) {
    try {
      const response = await fetch(url);
      await response.body?.cancel();
      if (response.status === 200) return performance.now() - start;
    } catch {
      // It doesn't listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
