import { hostileTexts } from "../../security/hostile_texts.ts";
import { startFakeOpenAI } from "../../support/upstream/fake_openai.ts";
import { PageClient } from "../../support/browser/page_client.ts";
import { paths } from "../../../views/paths.ts";
import { startBenchParley } from "../processes/processes.ts";
import { cpuSeconds, residentMegabytes } from "../processes/process_usage.ts";
import { quantile } from "../quantile.ts";
import { figure, printTable } from "../table.ts";

/** About as long as the longest message that can be sent, in UTF-16 code units. */
const LENGTH = 900_000;

/** Parts in which a text comes from the model. */
const PARTS = 20;

/** Milliseconds between two health checks. */
const PROBE_INTERVAL = 10;

/**
 * Streams hostile texts one after the other, with scripts and without, and opens the chat of each
 * twice, while a worker checks the process's health all the time.
 */
export async function measureHostileTexts(): Promise<void> {
  const texts = hostileTexts(LENGTH);
  await using stack = new AsyncDisposableStack();
  const data = await Deno.makeTempDir({ prefix: "parley-bench-" });
  stack.defer(() => Deno.remove(data, { recursive: true }));
  const upstream = stack.use(
    await startFakeOpenAI({
      async reply(exchange) {
        const text = texts[exchange.request.body.messages.at(-1)!.content] ?? "";
        const length = Math.ceil(text.length / PARTS);
        for (let from = 0; from < text.length; from += length) {
          await exchange.text(text.slice(from, from + length));
        }
        await exchange.complete();
      },
    }),
  );
  const env = { MODEL_MAX_TOKENS: "10000000", OPENAI_API_KEY: "bench", AUTO_TITLES: "off" };
  const parley = stack.use(await startBenchParley({ data, upstream: upstream.url, env }));
  const page = await PageClient.signUp(parley.origin);
  const before = await cpuSeconds(parley.pid);
  const slowest: [took: number, name: string][] = [];
  const all: number[] = [];
  for (const name of Object.keys(texts)) {
    const probe = startProbe(parley.origin);
    const { chatId, answerId } = await page.startChat(name);
    await Promise.all([
      discard(page, paths.answerEvents(chatId, answerId, 0)),
      discard(page, paths.answerLive(chatId, answerId)),
    ]);
    for (let i = 0; i < 2; i++) await discard(page, paths.chat(chatId));
    const took = await probe.end();
    all.push(...took);
    slowest.push([Math.max(...took), name]);
  }
  slowest.sort(([a], [b]) => b - a);
  printTable({
    title: `${slowest.length} hostile texts of up to ${LENGTH} characters, streamed and shown`,
    columns: ["figure"],
    rows: [
      { name: "CPU seconds", cells: [figure(await cpuSeconds(parley.pid) - before)] },
      { name: "MB of memory in the end", cells: [figure(await residentMegabytes(parley.pid), 0)] },
      { name: "/healthz, median ms", cells: [figure(quantile(all, 0.5))] },
      { name: "/healthz, p99 ms", cells: [figure(quantile(all, 0.99))] },
      ...slowest.slice(0, 5).map(([took, name]) => ({
        name: name.slice(0, 32),
        cells: [figure(took, 0)],
      })),
    ],
  });
}

/** Checks the process's health from a worker, so that other work here doesn't delay it. */
function startProbe(origin: string) {
  const worker = new Worker(new URL("../processes/probe_worker.ts", import.meta.url), {
    type: "module",
  });
  worker.postMessage({ origin, interval: PROBE_INTERVAL });
  return {
    end: () =>
      new Promise<number[]>((resolve) => {
        worker.addEventListener("message", ({ data }: MessageEvent<number[]>) => {
          worker.terminate();
          resolve(data);
        });
        worker.postMessage("end");
      }),
  };
}

async function discard(page: PageClient, path: string): Promise<void> {
  const response = await fetch(page.origin + path, { headers: { Cookie: page.cookie } });
  await response.body?.pipeTo(new WritableStream());
}
