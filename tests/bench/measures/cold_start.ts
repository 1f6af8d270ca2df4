import { startParley } from "../../support/process/parley_process.ts";
import type { Bench } from "../bench.ts";
import { startServer } from "../processes/processes.ts";
import { inRounds } from "../rounds.ts";
import { RELAY } from "../subjects.ts";
import type { Tree } from "../trees.ts";

/** Parley with a database that is up to date. */
const PARLEY = "Parley";

/** Measures the time from the start of a process to its first response with status 200. */
export async function measureColdStart(bench: Bench): Promise<void> {
  const relay = { name: RELAY, start: () => startRelay(bench.upstream) };
  const parleys = await Promise.all(bench.parleys.map(async ({ tree }) => {
    const data = await bench.makeFolder();
    return { name: tree.label(PARLEY), start: () => startUp(bench, { data, tree }) };
  }));
  bench.report.add({
    title: "Cold start to the first 200, ms",
    columns: ["ms"],
    // The first round, which migrates, isn't counted.
    rounds: await inRounds(bench, [relay, ...parleys], async ({ start }) => [await start()]),
    goals: [{ name: "cold start to the first page", subject: PARLEY, base: RELAY, atMost: 8 }],
  });
}

async function startRelay(upstream: string): Promise<number> {
  const start = performance.now();
  await using relay = await startServer("bare_relay.ts", upstream, "parse");
  return await firstSuccess(relay.origin, start);
}

async function startUp(
  { upstream }: Bench,
  { data, tree }: { readonly data: string; readonly tree: Tree },
): Promise<number> {
  const port = freePort();
  const start = performance.now();
  const env = { OPENAI_BASE_URL: upstream, WEB_SERVER_PORT: String(port) };
  await using _parley = await startParley({ data, env, root: tree.root });
  return await firstSuccess(`http://127.0.0.1:${port}/sign-in`, start);
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
