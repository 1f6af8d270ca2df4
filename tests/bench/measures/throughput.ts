import type { Bench, Subject } from "../bench.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { questions } from "../load/questions.ts";
import { printSubjects } from "../subject_table.ts";

const ROUNDS = 2;

/** How many streams, and how many tokens each: usual answers, or one stream's maximum. */
const shapes = [
  { streams: 1, tokens: 10_000 },
  { streams: 50, tokens: 2_000 },
  { streams: 500, tokens: 500 },
];

/**
 * Measures tokens per second when the upstream is infinitely fast, from the first POST to the last
 * byte, and their CPU time, which is the better measure on a busy machine.
 */
export async function measureThroughput(bench: Bench): Promise<void> {
  const { subjects } = bench;
  for (const shape of shapes) {
    const rounds = new Map(subjects.map(({ name }) => [name, [] as Throughput[]]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const subject of subjects) {
        rounds.get(subject.name)!.push(await throughput(bench, subject, shape));
      }
    }
    printSubjects({
      title:
        `${shape.streams} × ${shape.tokens} tokens, upstream infinitely fast, best of ${ROUNDS}`,
      columns: ["tokens/s", "CPU ms per 1,000"],
      figures: new Map([...rounds].map(([name, rounds]) => [name, best(rounds)])),
      subjects,
    });
  }
}

/** Tokens per second, and CPU time for 1,000 of them in milliseconds. */
type Throughput = { readonly rate: number; readonly cpu: number };

async function throughput(
  { load }: Bench,
  { target, pid }: Subject,
  { streams, tokens }: typeof shapes[number],
): Promise<Throughput> {
  const before = await cpuSeconds(pid);
  const question = questions.flat(tokens);
  const seconds = await load.run("duration", { target, question, streams });
  const cpu = await cpuSeconds(pid) - before;
  const total = streams * tokens;
  return { rate: total / seconds, cpu: cpu * 1000 / (total / 1000) };
}

function best(rounds: readonly Throughput[]): number[] {
  return [Math.max(...rounds.map(({ rate }) => rate)), Math.min(...rounds.map(({ cpu }) => cpu))];
}
