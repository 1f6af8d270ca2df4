import type { Bench, Subject } from "../bench.ts";
import type { Traffic } from "../load/load_generator.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { questions } from "../load/questions.ts";
import { printSubjects } from "../subject_table.ts";

const ROUNDS = 3;

/** How many streams, and how many tokens each. */
const shapes = [
  { streams: 1, tokens: 20_000 },
  { streams: 50, tokens: 1_000 },
  { streams: 200, tokens: 250 },
];

/** Tokens of an answer of 20 KB. */
const LONG = 4_000;

/**
 * Measures the messages to gRPC clients when the upstream writes each token by itself, as fast as
 * it is read: messages and tokens per second, and bytes per token. Last, the cost of an answer
 * of 20 KB as the predecessor sends it, with the text so far in each message.
 */
export async function measureGrpcMessages(bench: Bench): Promise<void> {
  const subjects = bench.subjects.filter(({ target }) => target.kind.startsWith("grpc"));
  for (const { streams, tokens } of [...shapes, { streams: 1, tokens: LONG }]) {
    const rounds = new Map(subjects.map(({ name }) => [name, [] as Round[]]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const subject of subjects) {
        rounds.get(subject.name)!.push(await ask(bench, subject, { streams, tokens }));
      }
    }
    const total = streams * tokens;
    printSubjects({
      title: `${streams} × ${tokens} tokens, each written by itself, best of ${ROUNDS}`,
      columns: ["tokens/s", "messages/s", "bytes/token", "CPU µs/token"],
      figures: new Map([...rounds].map(([name, rounds]) => [name, figuresOf(rounds, total)])),
      subjects,
    });
  }
}

/** The messages, and their CPU time in seconds. */
type Round = Traffic & { readonly cpu: number };

async function ask(
  { load }: Bench,
  { target, pid }: Subject,
  { streams, tokens }: typeof shapes[number],
): Promise<Round> {
  const before = await cpuSeconds(pid);
  const traffic = await load.run("traffic", { target, question: questions.each(tokens), streams });
  return { ...traffic, cpu: await cpuSeconds(pid) - before };
}

function figuresOf(rounds: readonly Round[], tokens: number): number[] {
  const { seconds, messages, bytes } = rounds.reduce((a, b) => a.seconds < b.seconds ? a : b);
  const cpu = Math.min(...rounds.map(({ cpu }) => cpu));
  return [tokens / seconds, messages / seconds, bytes / tokens, cpu * 1e6 / tokens];
}
