import type { Bench } from "../bench.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { type Figures, inRounds } from "../rounds.ts";
import { GRPC_DELTAS, type Subject } from "../subjects.ts";
import { questions } from "../load/questions.ts";

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
  for (const shape of [...shapes, { streams: 1, tokens: LONG }]) {
    const measure = (subject: Subject) => ask(bench, subject, shape);
    bench.report.add({
      title: `${shape.streams} × ${shape.tokens} tokens, each written by itself`,
      columns: ["tokens/s", "messages/s", "bytes/token", "CPU µs/token"],
      rounds: await inRounds(bench, subjects, measure),
      base: GRPC_DELTAS,
    });
  }
}

async function ask(
  { load }: Bench,
  { target, pid }: Subject,
  { streams, tokens }: typeof shapes[number],
): Promise<Figures> {
  const before = await cpuSeconds(pid);
  const question = questions.each(tokens);
  const { seconds, messages, bytes } = await load.run("traffic", { target, question, streams });
  const cpu = await cpuSeconds(pid) - before;
  const total = streams * tokens;
  return [total / seconds, messages / seconds, bytes / total, cpu * 1e6 / total];
}
