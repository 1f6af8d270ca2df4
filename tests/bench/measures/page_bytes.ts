import type { Bench } from "../bench.ts";
import { measurePage } from "../page_bytes.ts";
import { quantile } from "../quantile.ts";
import { figure, printTable } from "../table.ts";

const SENDS = 20;

/** Measures the first page and the first text in a real browser. */
export async function measurePageBytes({ parley }: Bench): Promise<void> {
  const { total, requests, firstText } = await measurePage(parley.origin, SENDS);
  printTable({
    title: "In Chromium",
    columns: ["p50", "p99"],
    rows: [
      { name: "first page, bytes on the wire", cells: [String(total)] },
      { name: "first page, requests", cells: [String(requests)] },
      {
        name: "first text in the page, ms",
        cells: [figure(quantile(firstText, 0.5)), figure(quantile(firstText, 0.99))],
      },
    ],
  });
}
