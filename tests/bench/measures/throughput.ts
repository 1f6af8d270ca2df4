import type { Bench } from "../bench.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { type Figures, inRounds } from "../rounds.ts";
import { JSON_EVENTS, RELAY, type Subject } from "../subjects.ts";
import { questions } from "../load/questions.ts";

/** How many streams, and how many tokens each: one stream's maximum, or usual answers. */
const shapes = [
  { streams: 1, tokens: 10_000 },
  { streams: 50, tokens: 2_000 },
  { streams: 500, tokens: 500 },
];

/** The shape of the goal. */
const USUAL = 50;

/**
 * Measures tokens per second when the upstream is infinitely fast, from the first POST to the last
 * byte, and their CPU time, which is the better measure on a busy machine.
 */
export async function measureThroughput(bench: Bench): Promise<void> {
  for (const shape of shapes) {
    const measure = (subject: Subject) => throughput(bench, subject, shape);
    const goal = {
      name: `tokens/s, endless upstream, ${USUAL} streams, JSON`,
      subject: JSON_EVENTS,
      base: RELAY,
      atLeast: 0.9,
    };
    bench.report.add({
      title: `${shape.streams} × ${shape.tokens} tokens, upstream infinitely fast`,
      columns: ["tokens/s", "CPU ms per 1,000"],
      rounds: await inRounds(bench, bench.subjects, measure),
      goals: shape.streams === USUAL ? [goal] : [],
    });
  }
}

/** Tokens per second, and CPU time for 1,000 of them in milliseconds. */
async function throughput(
  { load }: Bench,
  { target, pid }: Subject,
  { streams, tokens }: typeof shapes[number],
): Promise<Figures> {
  const before = await cpuSeconds(pid);
  const question = questions.flat(tokens);
  const seconds = await load.run("duration", { target, question, streams });
  const cpu = await cpuSeconds(pid) - before;
  const total = streams * tokens;
  return [total / seconds, cpu * 1000 / (total / 1000)];
}
