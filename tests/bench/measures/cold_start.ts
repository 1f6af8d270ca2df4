import { startParley } from "../../support/process/parley_process.ts";
import type { Bench } from "../bench.ts";
import { quantile } from "../quantile.ts";
import { startServer } from "../processes/processes.ts";
import { figure, printTable, ratio } from "../table.ts";

const STARTS = 7;

/** Measures the time from the start of a process to its first response with status 200. */
export async function measureColdStart({ data, upstream }: Bench): Promise<void> {
  const folder = `${data}/cold-start`;
  // The first start migrates and fills caches; it isn't counted.
  await startUp(folder, upstream);
  const relay: number[] = [];
  const parley: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    relay.push(await startRelay(upstream));
    parley.push(await startUp(folder, upstream));
  }
  const [base, own] = [quantile(relay, 0.5), quantile(parley, 0.5)];
  printTable({
    title: `Cold start to the first 200, median of ${STARTS}`,
    columns: ["ms", "to relay"],
    rows: [
      { name: "bare relay", cells: [figure(base), ""] },
      { name: "Parley, database checked", cells: [figure(own), ratio(own, base)] },
    ],
  });
}

async function startRelay(upstream: string): Promise<number> {
  const start = performance.now();
  await using relay = await startServer("bare_relay.ts", upstream);
  return await firstSuccess(relay.origin, start);
}

async function startUp(data: string, upstream: string): Promise<number> {
  const port = freePort();
  const start = performance.now();
  const env = { OPENAI_BASE_URL: upstream, WEB_SERVER_PORT: String(port) };
  await using _parley = await startParley({ data, env });
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
