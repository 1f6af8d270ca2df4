import type { Bench, TreeParley } from "../bench.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { storedChats } from "../load/stored_chats.ts";
import { type Figures, inRounds } from "../rounds.ts";

const CONCURRENCY = 16;
const SECONDS = 1;
const MESSAGES = 50;

/** The length of a chat of which the page shows only the end. */
const MANY = 1_000;

const question = {
  content: "How do I reverse a list in Python, and what does it cost?",
  tokens: 14,
};

const answer = {
  content:
    "There are **two** ways:\n\n1. `reversed(xs)` gives an iterator,\n2. `xs[::-1]` a copy.\n\n" +
    "```python\nfor x in reversed(xs):\n    print(x)\n```\n\nBoth take _linear_ time in all.",
  tokens: 60,
};

const BARE = 'bare server that says "ok"';
const SHORT = `chat of ${MESSAGES} messages`;
const UNCHANGED = `chat of ${MESSAGES}, If-None-Match`;

type Page = {
  readonly name: string;
  /** The process that serves it. */
  readonly pid: number;
  readonly url: string;
  readonly headers: Record<string, string>;
};

/** Measures how many pages of a chat are served in a second, over connections kept open. */
export async function measurePages(bench: Bench): Promise<void> {
  const { origin, pid } = bench.relay;
  const pages: Page[] = [{ name: BARE, pid, url: `${origin}/`, headers: {} }];
  for (const parley of bench.parleys) pages.push(...await pagesOf(parley));
  bench.report.add({
    title: `Pages per second, ${CONCURRENCY} at a time`,
    columns: ["pages/s", "CPU ms each"],
    rounds: await inRounds(bench, pages, (page) => pageRate(bench, page)),
    base: BARE,
    digits: 2,
    goals: [
      { name: `pages/s, signed in, ${MESSAGES} messages`, subject: SHORT, atLeast: 1_500 },
      { name: "pages/s with If-None-Match", subject: UNCHANGED, atLeast: 4_000 },
    ],
  });
}

async function pageRate({ load }: Bench, { url, headers, pid }: Page): Promise<Figures> {
  const before = await cpuSeconds(pid);
  const repeated = { concurrency: CONCURRENCY, seconds: SECONDS };
  const { count, perSecond } = await load.run("pageRate", { url, headers, ...repeated });
  return [perSecond, (await cpuSeconds(pid) - before) * 1000 / count];
}

async function pagesOf({ tree, pid, origin, data, visitor }: TreeParley): Promise<Page[]> {
  const { storeChat } = await storedChats(tree);
  const [url, long] = await Promise.all([MESSAGES, MANY].map(async (messages) => {
    const stored = { email: visitor.email, messages, question, answer };
    return `${origin}/chats/${await storeChat(`sqlite:${data}/parley.db`, stored)}`;
  })) as [string, string];
  const session = { Cookie: visitor.cookie };
  const first = await fetch(url, { headers: session });
  await first.body?.cancel();
  const etag = first.headers.get("ETag");
  const pages: Omit<Page, "pid">[] = [
    { name: SHORT, url, headers: session },
    // A tree without entity tags serves the page each time.
    { name: UNCHANGED, url, headers: etag ? { ...session, "If-None-Match": etag } : session },
    { name: `chat of ${MANY} messages`, url: long, headers: session },
    {
      name: `chat of ${MESSAGES}, compressed`,
      url,
      headers: { ...session, "Accept-Encoding": "gzip, br" },
    },
  ];
  return pages.map((page) => ({ ...page, pid, name: tree.label(page.name) }));
}
