import type { Bench } from "../bench.ts";
import { quantile } from "../quantile.ts";
import { storeChat } from "../load/store_chat.ts";
import { figure, printTable, ratio } from "../table.ts";

const CONCURRENCY = 16;
const ROUNDS = 4;
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

type Page = {
  readonly name: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly rates: number[];
};

/** Measures how many pages of a chat are rendered in a second, over connections kept open. */
export async function measurePages(
  { data, relay, parley, visitor, load }: Bench,
): Promise<void> {
  const { cookie, email } = visitor;
  const [url, long] = await Promise.all([MESSAGES, MANY].map(async (messages) => {
    const stored = { email, messages, question, answer };
    return `${parley.origin}/chats/${await storeChat(`sqlite:${data}/parley.db`, stored)}`;
  })) as [string, string];
  const session = { Cookie: cookie };
  const compressed = { ...session, "Accept-Encoding": "gzip, br" };
  const pages: Page[] = [
    { name: 'bare server that says "ok"', url: `${relay}/`, headers: {}, rates: [] },
    { name: `chat of ${MESSAGES} messages`, url, headers: session, rates: [] },
    { name: `chat of ${MANY} messages`, url: long, headers: session, rates: [] },
    { name: `chat of ${MESSAGES}, compressed`, url, headers: compressed, rates: [] },
  ];
  for (let round = 0; round < ROUNDS; round++) {
    for (const { url, headers, rates } of pages) {
      const repeated = { concurrency: CONCURRENCY, seconds: SECONDS };
      rates.push(await load.run("pageRate", { url, headers, ...repeated }));
    }
  }
  const medians = pages.map(({ rates }) => quantile(rates, 0.5));
  printTable({
    title: `Pages per second, ${CONCURRENCY} at a time`,
    columns: ["pages/s", "ratio"],
    rows: pages.map(({ name }, i) => ({
      name,
      cells: [figure(medians[i]!, 0), ratio(medians[i]!, medians[0])],
    })),
  });
}
