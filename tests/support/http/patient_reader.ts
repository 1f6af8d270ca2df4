import { setTimeout as sleep } from "node:timers/promises";
import type { EventStream } from "./event_stream.ts";
import { type PageClient, type PageTurn, Refused } from "../browser/page_client.ts";

/** Milliseconds until a page reconnects, like htmx; each failure doubles them. */
const RECONNECT_DELAY = 500;

/** An answer that was read to its end, over any number of connections. */
export type ReadAnswer = {
  /** The text of the page after the patches, without the final form. */
  readonly patched: string;
  /** The answer in its final form. */
  readonly html: string;
  /** Milliseconds from the first update to the last: 0 if a proxy held everything back. */
  readonly spread: number;
  /** The longest pause between updates while the answer grew, in milliseconds. */
  readonly longestPause: number;
  readonly reconnections: number;
  /** Connections that were refused or broke. */
  readonly failures: number;
};

/** Reads an answer's events like the page: reconnects with the last id until the answer ends. */
export async function readPatiently(page: PageClient, turn: PageTurn): Promise<ReadAnswer> {
  let stream: EventStream | undefined;
  let [longestPause, reconnections, failures, failuresInARow] = [0, -1, 0, 0];
  let firstNews: number | undefined;
  let [last, lastNews] = ["", performance.now()];
  const noteNews = (now: EventStream) => {
    if (now.lastId === last) return false;
    last = now.lastId;
    firstNews ??= performance.now();
    longestPause = Math.max(longestPause, performance.now() - lastNews);
    lastNews = performance.now();
    return false;
  };
  for (;;) {
    reconnections++;
    try {
      const html = String(stream?.tree ?? "");
      const next = await page.events(turn, last, { html });
      stream = next;
      failuresInARow = 0;
      await next.read(() => noteNews(next));
      noteNews(next);
      if (next.events.at(-1)?.event === "end") {
        const patched = next.tree.text;
        const html = next.events.at(-2)!.data;
        const spread = lastNews - (firstNews ?? lastNews);
        return { patched, html, spread, longestPause, reconnections, failures };
      }
    } catch (error) {
      if (error instanceof Refused && error.status < 500) throw error;
      failures++;
      failuresInARow++;
    }
    await sleep(RECONNECT_DELAY * 2 ** Math.min(failuresInARow, 4));
  }
}
