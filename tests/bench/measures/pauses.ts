import type { Bench } from "../bench.ts";
import type { Target } from "../load/ask.ts";
import { questions } from "../load/questions.ts";
import { startBenchParley, startProbedRelay } from "../processes/processes.ts";
import { quantile } from "../quantile.ts";
import { type Figures, inRounds } from "../rounds.ts";
import { completionsSubject, JSON_EVENTS, RELAY } from "../subjects.ts";

const CONCURRENCY = 16;
const SECONDS = 2;

/** A server with a probe in its process. */
type Probed = { readonly name: string; readonly target: Target; readonly probe: string };

/**
 * Measures how long the event loop pauses while short chats are written. The relay's pauses are
 * those of the machine, whose cores the servers share with their clients.
 */
export async function measurePauses(bench: Bench): Promise<void> {
  const { upstream } = bench;
  await using stack = new AsyncDisposableStack();
  const relay = stack.use(await startProbedRelay(upstream));
  const probed: Probed[] = [{ ...completionsSubject(RELAY, relay), probe: relay.probe }];
  for (const { tree } of bench.parleys) {
    const options = { data: await bench.makeFolder(), upstream, root: tree.root, isProbed: true };
    const { origin, probe } = stack.use(await startBenchParley(options));
    const target = { kind: "api", origins: [origin] } as const;
    probed.push({ name: tree.label(JSON_EVENTS), target, probe: probe! });
  }
  bench.report.add({
    title: `Pauses of the event loop, ms, during short chats, ${CONCURRENCY} at a time`,
    columns: ["p99", "max", "p50"],
    rounds: await inRounds(bench, probed, (subject) => pausesOf(bench, subject)),
    goals: [{ name: "pauses while chats are written, ms, p99", subject: JSON_EVENTS, atMost: 2 }],
  });
}

async function pausesOf({ load }: Bench, { target, probe }: Probed): Promise<Figures> {
  await readPauses(probe);
  const repeated = { concurrency: CONCURRENCY, seconds: SECONDS };
  await load.run("answerRate", { target, question: questions.short, ...repeated });
  const pauses = await readPauses(probe);
  return [quantile(pauses, 0.99), Math.max(...pauses), quantile(pauses, 0.5)];
}

async function readPauses(probe: string): Promise<number[]> {
  return await (await fetch(probe)).json();
}
