import { say, startFakeOpenAI } from "../support/fake_openai.ts";
import { askDirectly, askThroughPage, FIRST_WORD, type FirstText } from "./first_text.ts";
import { measurePage } from "./page_bytes.ts";
import { residentMegabytes, startBenchParley, startRelay } from "./processes.ts";

const STARTS = 7;
const TURNS = 100;
const BROWSER_TURNS = 20;

/** The quantile `q` (0 to 1) of some figures. */
function quantile(figures: readonly number[], q: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}

const show = (figure: number) => figure.toFixed(1).padStart(9);

function printRow(name: string, figures: readonly number[], base?: readonly number[]): void {
  const ratio = base ? `${(quantile(figures, 0.5) / quantile(base, 0.5)).toFixed(2)} ×` : "";
  const [p50, p99] = [quantile(figures, 0.5), quantile(figures, 0.99)];
  console.log(`  ${name.padEnd(34)}${show(p50)}${show(p99)}${ratio.padStart(10)}`);
}

await using upstream = await startFakeOpenAI({ reply: say(`${FIRST_WORD} from the bench`) });
const data = await Deno.makeTempDir({ prefix: "parley-bench-" });
try {
  // The first start migrates and fills caches; it isn't counted.
  await (await startBenchParley(data, upstream.url))[Symbol.asyncDispose]();
  const starts = { relay: [] as number[], parley: [] as number[] };
  for (let i = 0; i < STARTS; i++) {
    await using relay = await startRelay(upstream.url);
    starts.relay.push(relay.coldStart);
    await using parley = await startBenchParley(data, upstream.url);
    starts.parley.push(parley.coldStart);
  }
  console.log("Cold start to the first 200, ms           p50      p99");
  printRow("bare relay", starts.relay);
  printRow("Parley, database opened and checked", starts.parley, starts.relay);

  await using relay = await startRelay(upstream.url);
  await using parley = await startBenchParley(data, upstream.url);
  const idle = await residentMegabytes(parley.pid);
  const asks: Record<string, FirstText> = {
    upstream: askDirectly(`${upstream.url}/chat/completions`),
    "bare relay": askDirectly(relay.origin),
    "Parley's page stream": await askThroughPage(parley.origin),
  };
  const times = new Map(Object.keys(asks).map((name) => [name, [] as number[]]));
  for (let i = -10; i < TURNS; i++) {
    for (const [name, ask] of Object.entries(asks)) {
      const took = await ask();
      if (i >= 0) times.get(name)!.push(took);
    }
  }
  console.log("\nFrom POST to first text, ms               p50      p99");
  for (const [name, figures] of times) printRow(name, figures, times.get("upstream"));
  const page = await measurePage(parley.origin, BROWSER_TURNS);
  printRow("Parley's page, in Chromium", page.firstText, times.get("upstream"));

  console.log(`\nFirst chat page: ${page.total} bytes on the wire in ${page.requests} requests`);
  const [relayRss, after] = [
    await residentMegabytes(relay.pid),
    await residentMegabytes(parley.pid),
  ];
  console.log(
    `RSS, MB: Parley idle ${show(idle).trim()}, after the turns above ${show(after).trim()}; ` +
      `bare relay ${show(relayRss).trim()}`,
  );
} finally {
  await Deno.remove(data, { recursive: true });
}
