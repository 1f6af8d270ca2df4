import type { Bench } from "../bench.ts";
import { questions } from "../load/questions.ts";
import { signUpSeveral } from "../load/sign_up.ts";
import { type BenchServer, startBenchParley, startServer } from "../processes/processes.ts";
import { residentMegabytes } from "../processes/process_usage.ts";
import { type Figures, inRounds } from "../rounds.ts";
import {
  completionsSubject,
  JSON_EVENTS,
  PAGE,
  parleySubjects,
  RELAY,
  type Subject,
} from "../subjects.ts";
import type { Tree } from "../trees.ts";

const STREAMS = 200;

/** How long a process may take after its start until it does nothing more, in milliseconds. */
const SETTLING = 2_000;

/** How a process is started anew, and asked. */
type Start = {
  readonly name: string;
  start(): Promise<BenchServer>;
  subjectOf(server: BenchServer): Subject;
};

/** Measures the memory of a fresh process, and with streams that are open and silent. */
export async function measureIdleMemory(bench: Bench): Promise<void> {
  const starts: Start[] = [{
    name: RELAY,
    start: () => startServer("bare_relay.ts", bench.upstream, "parse"),
    subjectOf: (server) => completionsSubject(RELAY, server),
  }];
  for (const { tree } of bench.parleys) starts.push(...await startsOf(bench, tree));
  const withStreams = { column: 1, atMost: 150 };
  bench.report.add({
    title: `Resident memory of a fresh process, and with ${STREAMS} idle streams`,
    columns: ["MB fresh", "MB with", "KB/stream"],
    rounds: await inRounds({ ...bench, warmUp: 0 }, starts, (start) => memoryOf(bench, start)),
    goals: [
      { name: "MB fresh", subject: JSON_EVENTS, atMost: 95 },
      { name: `MB with ${STREAMS} idle streams, JSON`, subject: JSON_EVENTS, ...withStreams },
      { name: `MB with ${STREAMS} idle streams, page`, subject: PAGE, ...withStreams },
    ],
  });
}

/** Parley with users, who signed up in an earlier process: hashing passwords takes memory. */
async function startsOf({ upstream, makeFolder }: Bench, tree: Tree): Promise<Start[]> {
  const options = { data: await makeFolder(), upstream, root: tree.root };
  const start = () => startBenchParley(options);
  await using earlier = await start();
  const visitors = await signUpSeveral(earlier.origin);
  return [PAGE, JSON_EVENTS].map((name) => ({
    name: tree.label(name),
    start,
    subjectOf: (server) =>
      parleySubjects(tree, { grpcAddress: "", probe: null, ...server }, visitors)
        .find((subject) => subject.name === tree.label(name))!,
  }));
}

async function memoryOf(
  { load, finishAnswers }: Bench,
  { start, subjectOf }: Start,
): Promise<Figures> {
  await using server = await start();
  await new Promise((resolve) => setTimeout(resolve, SETTLING));
  const { target, pid } = subjectOf(server);
  const before = await residentMegabytes(pid);
  await load.run("open", { target, question: questions.idle, streams: STREAMS });
  const after = await residentMegabytes(pid);
  await finishAnswers();
  return [before, after, (after - before) * 1024 / STREAMS];
}
