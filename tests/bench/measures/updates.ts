import type { Bench } from "../bench.ts";
import { questions } from "../load/questions.ts";
import { inRounds } from "../rounds.ts";
import { PAGE, UPSTREAM } from "../subjects.ts";

const STREAMS = 20;
const WORDS = 100;

/** Measures how often, and how soon, words that come 20 times a second reach readers. */
export async function measureUpdates(bench: Bench): Promise<void> {
  bench.report.add({
    title: `${STREAMS} answers of short words, 20 a second: updates per 200 words, p95 of delays`,
    columns: ["updates", "between, ms", "way, ms", "bytes a word"],
    rounds: await inRounds({ ...bench, warmUp: 0 }, bench.subjects, async ({ target }) => {
      const asked = { target, question: questions.stamps(WORDS), streams: STREAMS };
      const { updates, gap, way, bytes } = await bench.load.run("stamps", asked);
      return [updates * 200 / WORDS, gap, way, bytes / WORDS];
    }),
    goals: [
      { name: "updates of the page for 200 words", subject: PAGE, atLeast: 190 },
      { name: "ms between them, p95", subject: PAGE, column: 1, atMost: 70 },
      { name: "ms on a word's way into the page, p95", subject: PAGE, column: 2, atMost: 30 },
      { name: "bytes a word in the page", subject: PAGE, column: 3, base: UPSTREAM, atMost: 1 },
    ],
  });
}
