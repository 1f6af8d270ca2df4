import type { Bench } from "../bench.ts";
import { quantile } from "../quantile.ts";
import { questions } from "../load/questions.ts";
import { printSubjects } from "../subject_table.ts";

const TURNS = 200;
const WARM_UP = 20;

/** Measures the time from sending a question to the first text, one question after the other. */
export async function measureFirstText({ load, subjects }: Bench): Promise<void> {
  const times = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  for (let i = -WARM_UP; i < TURNS; i++) {
    for (const { name, target } of subjects) {
      const took = await load.run("firstText", { target, question: questions.word });
      if (i >= 0) times.get(name)!.push(took);
    }
  }
  const own = times.get(subjects[0]!.name)!;
  const figures = new Map([...times].map(([name, took]) => {
    const [p50, p99] = [quantile(took, 0.5), quantile(took, 0.99)];
    return [name, [p50, p99, p50 - quantile(own, 0.5), p99 - quantile(own, 0.99)]] as const;
  }));
  printSubjects({
    title: `From POST to the first text, ms, over ${TURNS} chats`,
    columns: ["p50", "p99", "p50 added", "p99 added"],
    subjects,
    figures,
    digits: 2,
  });
}
