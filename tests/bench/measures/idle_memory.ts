import type { Bench } from "../bench.ts";
import { residentMegabytes } from "../processes/process_usage.ts";
import { questions } from "../load/questions.ts";
import { printSubjects } from "../subject_table.ts";

const STREAMS = 200;
const WARM_UP = 20;

/** Measures the memory of streams that are open and silent. */
export async function measureIdleMemory({ load, subjects, finishAnswers }: Bench): Promise<void> {
  const figures = new Map<string, number[]>();
  for (const { name, target, pid } of subjects) {
    // Code that is loaded and compiled once doesn't count for a stream.
    await load.run("open", { target, question: questions.idle, streams: WARM_UP });
    await finishAnswers();
    const before = await residentMegabytes(pid);
    await load.run("open", { target, question: questions.idle, streams: STREAMS });
    const after = await residentMegabytes(pid);
    await finishAnswers();
    figures.set(name, [(after - before) * 1024 / STREAMS, before, after]);
  }
  printSubjects({
    title: `Resident memory with ${STREAMS} idle streams`,
    columns: ["KB/stream", "MB before", "MB with"],
    subjects,
    figures,
  });
}
