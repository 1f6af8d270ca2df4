import type { Bench, Subject } from "../bench.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { quantile } from "../quantile.ts";
import { questions } from "../load/questions.ts";
import { printSubjects } from "../subject_table.ts";

const CONCURRENCY = 16;
const ROUNDS = 4;
const SECONDS = 1;

/** Measures how many short chats per second are begun, answered and read to the end. */
export async function measureAnswerRate(bench: Bench): Promise<void> {
  const { subjects } = bench;
  const rounds = new Map(subjects.map(({ name }) => [name, [] as Chats[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of subjects) {
      rounds.get(subject.name)!.push(await shortChats(bench, subject));
    }
  }
  printSubjects({
    title: `Short chats per second, ${CONCURRENCY} at a time; Parley stores all`,
    columns: ["median", "best", "CPU ms each"],
    figures: new Map([...rounds].map(([name, rounds]) => [name, figuresOf(rounds)])),
    subjects,
    digits: 2,
  });
}

/** Chats per second, and CPU time for each in milliseconds. */
type Chats = { readonly rate: number; readonly cpu: number };

async function shortChats({ load }: Bench, { target, pid }: Subject): Promise<Chats> {
  const before = await cpuSeconds(pid);
  const question = questions.word;
  const repeated = { concurrency: CONCURRENCY, seconds: SECONDS };
  const rate = await load.run("answerRate", { target, question, ...repeated });
  const cpu = await cpuSeconds(pid) - before;
  return { rate, cpu: cpu * 1000 / (rate * SECONDS) };
}

function figuresOf(rounds: readonly Chats[]): number[] {
  const rates = rounds.map(({ rate }) => rate);
  return [quantile(rates, 0.5), Math.max(...rates), quantile(rounds.map(({ cpu }) => cpu), 0.5)];
}
