import type { Bench } from "../bench.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { type Figures, inRounds } from "../rounds.ts";
import { JSON_EVENTS, RELAY, START_CHAT, type Subject } from "../subjects.ts";
import { questions } from "../load/questions.ts";

const CONCURRENCY = 16;
const SECONDS = 1;

/** Measures how many short chats per second are begun, answered and read to the end. */
export async function measureAnswerRate(bench: Bench): Promise<void> {
  bench.report.add({
    title: `Chats of 3 tokens per second, ${CONCURRENCY} at a time; Parley stores all`,
    columns: ["chats/s", "CPU ms each"],
    rounds: await inRounds(bench, bench.subjects, (subject) => shortChats(bench, subject)),
    digits: 2,
    goals: [
      { name: "CPU of a chat, JSON", subject: JSON_EVENTS, column: 1, base: RELAY, atMost: 2.5 },
      { name: "chats/s, JSON", subject: JSON_EVENTS, base: RELAY, atLeast: 0.4 },
      { name: "chats/s, gRPC deltas", subject: START_CHAT, base: RELAY, atLeast: 0.35 },
    ],
  });
}

async function shortChats({ load }: Bench, { target, pid }: Subject): Promise<Figures> {
  const before = await cpuSeconds(pid);
  const repeated = { concurrency: CONCURRENCY, seconds: SECONDS };
  const question = questions.short;
  const { count, perSecond } = await load.run("answerRate", { target, question, ...repeated });
  return [perSecond, (await cpuSeconds(pid) - before) * 1000 / count];
}
