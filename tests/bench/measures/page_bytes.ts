import type { Bench } from "../bench.ts";
import { measurePage } from "../page_bytes.ts";
import { quantile } from "../quantile.ts";
import { PAGE } from "../subjects.ts";

const SENDS = 20;

/** Measures the first page and the first text in a real browser. */
export async function measurePageBytes({ parleys, report }: Bench): Promise<void> {
  const rounds = new Map<string, number[][]>();
  for (const { tree, origin } of parleys) {
    const { bytes, responses, firstText } = await measurePage(origin, SENDS);
    const times = [quantile(firstText, 0.5), quantile(firstText, 0.95)];
    rounds.set(tree.label(PAGE), [[bytes, responses, ...times]]);
  }
  report.add({
    title: "First page in Chromium, and the first text after Enter",
    columns: ["bytes", "responses", "text p50, ms", "p95"],
    rounds,
  });
}
