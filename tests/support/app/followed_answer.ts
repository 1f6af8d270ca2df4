import type { PageClient, PageTurn } from "../browser/page_client.ts";

/** Longest time to follow an answer, in milliseconds: recovery from a killed process takes 20 s. */
const PATIENCE = 60_000;

/** A position in an answer's text that a page showed, and when (`performance.now()`). */
export type ShownPosition = { readonly position: number; readonly time: number };

/** An answer in one page, from the first event to the last. */
export type FollowedOnPage = {
  /** Every position received, oldest first; grows while the answer streams. */
  readonly shown: readonly ShownPosition[];
  /** The text that the page shows now. */
  text(): string;
  /** The HTML that the page shows now. */
  html(): string;
  /** Waits until this much of the text is shown. Rejects when the events end before that. */
  reached(position: number): Promise<void>;
  /** Resolves when the connection has ended: whether by the event `end`, and the answer's state. */
  readonly over: Promise<{ readonly isEnd: boolean; readonly html: string }>;
  /** Closes the connection. */
  leave(): Promise<void>;
};

/**
 * Connects to an answer's events and reads them as they arrive, for at most a minute.
 *
 * @param before The page that reconnects, if any.
 */
export async function followOnPage(
  page: PageClient,
  turn: PageTurn,
  before?: Pick<FollowedOnPage, "shown" | "html">,
): Promise<FollowedOnPage> {
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
