import type { PageClient, PageTurn } from "../browser/page_client.ts";

/** Longest that an answer is watched, in milliseconds: recovery from a killed process takes 20 s. */
const PATIENCE = 60_000;

/** A position in an answer's text that a page was shown, and when (`performance.now()`). */
export type ShownPosition = { readonly position: number; readonly time: number };

/** An answer as one page sees it, from the first event to the last. */
export type WatchedAnswer = {
  /** Every position that came, oldest first; grows while it is watched. */
  readonly shown: readonly ShownPosition[];
  /** What the page shows of the answer now, as text. */
  text(): string;
  /** The same as HTML. */
  html(): string;
  /** Waits until this much of the text is shown. Rejects when the events end before. */
  reached(position: number): Promise<void>;
  /** Resolves when the connection is over: whether by the event `end`, and how the answer ended. */
  readonly over: Promise<{ readonly isEnd: boolean; readonly html: string }>;
  /** Closes the connection. */
  leave(): Promise<void>;
};

/**
 * Connects to an answer's events and reads them as they come, for a minute at most.
 *
 * @param before The page that connects again, when it does.
 */
export async function watchAnswer(
  page: PageClient,
  turn: PageTurn,
  before?: Pick<WatchedAnswer, "shown" | "html">,
): Promise<WatchedAnswer> {
  const position = before?.shown.at(-1)?.position ?? "";
  const stream = await page.events(turn, String(position), { html: before?.html() ?? "" });
  const shown: ShownPosition[] = [];
  let grown = Promise.withResolvers<boolean>();
  const notify = (isOver: boolean) => {
    grown.resolve(isOver);
    if (!isOver) grown = Promise.withResolvers();
  };
  const note = () => {
    const position = Number(stream.lastId || 0);
    if (position > (shown.at(-1)?.position ?? 0)) shown.push({ position, time: performance.now() });
    notify(false);
    return false;
  };
  const timer = setTimeout(() => stream.cancel(), PATIENCE);
  const over = stream.read(note).catch(() => {}).then(() => {
    clearTimeout(timer);
    note();
    notify(true);
    const isEnd = stream.events.at(-1)?.event === "end";
    return { isEnd, html: isEnd ? stream.events.at(-2)?.data ?? "" : "" };
  });
  return {
    shown,
    over,
    text: () => stream.tree.text,
    html: () => String(stream.tree),
    async reached(position) {
      while ((shown.at(-1)?.position ?? 0) < position) {
        const isOver = await grown.promise;
        if (isOver && (shown.at(-1)?.position ?? 0) < position) {
          throw new Error(`The events ended before position ${position}`);
        }
      }
    },
    leave: () => stream.cancel(),
  };
}
