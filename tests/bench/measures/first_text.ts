import type { Bench } from "../bench.ts";
import { medianOf } from "../rounds.ts";
import { quantile } from "../quantile.ts";
import { questions } from "../load/questions.ts";
import { PAGE, RELAY, UPSTREAM } from "../subjects.ts";

const TURNS = 40;

/** The column of what is added to the upstream's own median. */
const ADDED = 2;

/** Writes to the disk that are timed. */
const SYNCS = 50;

/** Measures the time from sending a question to the first text, one question after the other. */
export async function measureFirstText(bench: Bench): Promise<void> {
  const { load, subjects, report } = bench;
  const rounds = new Map(subjects.map(({ name }) => [name, [] as number[][]]));
  for (let round = -1; round < bench.rounds; round++) {
    const times = new Map(subjects.map(({ name }) => [name, [] as number[]]));
    for (let turn = 0; turn < TURNS; turn++) {
      for (const { name, target } of subjects) {
        times.get(name)!.push(await load.run("firstText", { target, question: questions.word }));
      }
    }
    const own = quantile(times.get(UPSTREAM)!, 0.5);
    for (const [name, took] of round < 0 ? [] : times) {
      const p50 = quantile(took, 0.5);
      rounds.get(name)!.push([p50, quantile(took, 0.95), p50 - own]);
    }
  }
  const limit = 2 * medianOf(rounds, RELAY, ADDED) + await syncTime(bench);
  report.add({
    title: `From POST to the first text, ms, over ${TURNS} chats`,
    columns: ["p50", "p95", "p50 added"],
    rounds,
    digits: 2,
    goals: [{
      name: "first text in the page added, ms: 2 × relay + fsync",
      subject: PAGE,
      column: ADDED,
      atMost: limit,
    }],
  });
}

/** How long the disk takes for one page of a database, in milliseconds. */
async function syncTime({ makeFolder }: Bench): Promise<number> {
  using file = await Deno.open(`${await makeFolder()}/sync`, { create: true, write: true });
  const times: number[] = [];
  for (let i = 0; i < SYNCS; i++) {
    await file.write(new Uint8Array(4_096));
    const start = performance.now();
    file.syncDataSync();
    times.push(performance.now() - start);
  }
  return quantile(times, 0.5);
}
