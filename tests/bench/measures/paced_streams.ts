import type { Bench, Subject } from "../bench.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { questions } from "../load/questions.ts";
import { printSubjects } from "../subject_table.ts";

/** Milliseconds between an answer's tokens: 20 a second. */
const INTERVAL = 50;

const TOKENS_PER_SECOND = 1000 / INTERVAL;

/** A number of streams that leaves the machine idle most of the time. */
const FEW = 50;

const MOST = 2_000;

/** How often the search halves its interval after doubling, which sets its precision. */
const HALVINGS = 2;

const WATCH_SECONDS = 3;

/** Delay between tokens in milliseconds, and CPU time per 1,000 tokens in milliseconds. */
type Pace = { readonly p50: number; readonly p99: number; readonly cpu: number };

/**
 * Measures answers of 20 tokens a second: their CPU time, and how many of them a server keeps up
 * with, that is, with a p99 delay between tokens under twice the upstream's. The page gathers
 * tokens to save bytes, so there the limit is twice the delay of a few streams.
 */
export async function measurePacedStreams(bench: Bench): Promise<void> {
  const few = new Map<string, Pace>();
  for (const subject of bench.subjects) few.set(subject.name, await paceOf(bench, subject, FEW));
  printSubjects({
    title: `${FEW} streams of 20 tokens/s`,
    columns: ["CPU ms per 1,000 tokens", "delay p50, ms", "p99"],
    subjects: bench.subjects,
    figures: new Map([...few].map(([name, { cpu, p50, p99 }]) => [name, [cpu, p50, p99]])),
  });
  const limit = 2 * few.get(bench.subjects[0]!.name)!.p99;
  const greatest = new Map<string, number[]>();
  for (const subject of bench.subjects) {
    const isGathering = subject.target.kind === "page";
    const ownLimit = isGathering ? 2 * few.get(subject.name)!.p99 : limit;
    greatest.set(subject.name, [await greatestNumber(bench, subject, ownLimit), ownLimit]);
  }
  printSubjects({
    title:
      `Streams of 20 tokens/s with the p99 delay between tokens under the limit, at most ${MOST}`,
    columns: ["streams", "limit, ms"],
    subjects: bench.subjects,
    figures: greatest,
    digits: 0,
  });
}

/** Doubles the number until it is too many, then searches between the last two. */
async function greatestNumber(bench: Bench, subject: Subject, limit: number): Promise<number> {
  const keepsUp = async (streams: number) => {
    const { p99 } = await paceOf(bench, subject, streams);
    return p99 < limit;
  };
  let enough = FEW;
  let tooMany = MOST;
  for (let streams = MOST / 8; streams <= MOST; streams *= 2) {
    if (!await keepsUp(streams)) {
      tooMany = streams;
      break;
    }
    enough = streams;
  }
  for (let i = 0; i < HALVINGS && enough < MOST; i++) {
    const middle = Math.round((enough + tooMany) / 2);
    if (await keepsUp(middle)) enough = middle;
    else tooMany = middle;
  }
  return enough;
}

async function paceOf(
  { load, finishAnswers }: Bench,
  { target, pid }: Subject,
  streams: number,
): Promise<Pace> {
  const opened = await load.run("open", { target, question: questions.paced(INTERVAL), streams });
  const before = await cpuSeconds(pid);
  const { p50, p99 } = await load.run("watch", { seconds: WATCH_SECONDS });
  const seconds = await cpuSeconds(pid) - before;
  await finishAnswers();
  const tokens = streams * TOKENS_PER_SECOND * WATCH_SECONDS;
  return { p50, p99: opened < streams ? Infinity : p99, cpu: seconds * 1000 / (tokens / 1000) };
}
