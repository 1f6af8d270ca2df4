import type { Bench } from "../bench.ts";
import { questions } from "../load/questions.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { type Figures, inRounds, type Rounds } from "../rounds.ts";
import { JSON_EVENTS, PAGE, RELAY, START_CHAT, type Subject, UPSTREAM } from "../subjects.ts";
import { besideName } from "../trees.ts";
import { StreamSearch } from "./stream_search.ts";

/** Milliseconds between an answer's tokens: 20 a second. */
const INTERVAL = 50;

const USUAL = 200;

const WATCH_SECONDS = 2;

/** The column of the p99 delay. */
const P99 = 2;

/** The subjects whose number of streams is searched for, which takes longest. */
const searched = [RELAY, JSON_EVENTS, START_CHAT, PAGE];

/**
 * Measures answers of 20 tokens a second: their CPU time, and how many of them a server keeps up
 * with, that is, with a p99 delay between tokens under twice the upstream's.
 */
export async function measurePacedStreams(bench: Bench): Promise<void> {
  const { subjects } = bench;
  const rounds = await inRounds(bench, subjects, (subject) => paceOf(bench, subject, USUAL));
  bench.report.add({
    title: `${USUAL} streams of 20 tokens/s`,
    columns: ["CPU µs/token", "delay p50, ms", "p99"],
    rounds,
    goals: [
      { name: "CPU µs/token, JSON", subject: JSON_EVENTS, base: RELAY, atMost: 1.3 },
      { name: "CPU µs/token, page", subject: PAGE, base: RELAY, atMost: 1.6 },
    ],
  });
  // In a busy moment of the machine the upstream itself is late.
  const own = rounds.get(UPSTREAM)!.map((figures) => figures[P99]!);
  const limit = 2 * Math.min(...own);
  bench.report.add({
    title: `Streams of 20 tokens/s with the p99 delay between tokens under ${limit.toFixed(0)} ms`,
    columns: ["streams"],
    rounds: await greatestNumbers(bench, limit),
    digits: 0,
    goals: [
      { name: "streams that keep up, JSON", subject: JSON_EVENTS, base: RELAY, atLeast: 0.8 },
      { name: "streams that keep up, gRPC deltas", subject: START_CHAT, base: RELAY, atLeast: 0.8 },
      { name: "streams that keep up, page", subject: PAGE, base: RELAY, atLeast: 0.6 },
    ],
  });
}

/** Searches for each subject's number, one step after the other in turn. */
async function greatestNumbers(bench: Bench, limit: number): Promise<Rounds> {
  const names = [...searched, ...searched.map(besideName)];
  const searches = bench.subjects.filter(({ name }) => names.includes(name))
    .map((subject) => ({ subject, search: new StreamSearch() }));
  for (let due = searches; due.length > 0;) {
    for (const { subject, search } of due) {
      const [, , p99] = await paceOf(bench, subject, search.next);
      search.note(p99! < limit);
    }
    due = due.filter(({ search }) => !search.isOver);
  }
  return new Map(searches.map(({ subject, search }) => [subject.name, [[search.enough]]]));
}

/** CPU time of a token, and delays between reads with text, p50 and p99. */
async function paceOf(bench: Bench, { target, pid }: Subject, streams: number): Promise<Figures> {
  const { load, finishAnswers, saidTokens } = bench;
  const opened = await load.run("open", { target, question: questions.paced(INTERVAL), streams });
  const before = await Promise.all([cpuSeconds(pid), saidTokens()]);
  const { p50, p99 } = await load.run("watch", { seconds: WATCH_SECONDS });
  const after = await Promise.all([cpuSeconds(pid), saidTokens()]);
  await finishAnswers();
  const cpu = (after[0] - before[0]) * 1e6 / (after[1] - before[1]);
  return [cpu, p50, opened < streams ? Infinity : p99];
}
