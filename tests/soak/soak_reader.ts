import { EventStream } from "../support/http/event_stream.ts";
import type { PageClient, PageTurn } from "../support/browser/page_client.ts";
import { shownWords } from "./soak_text.ts";

/** An answer to a question of the soak. */
export type SoakAnswer = PageTurn & {
  readonly page: PageClient;
  /** The prefix of its words. */
  readonly tag: string;
  /** Number of words when complete. */
  readonly words: number;
};

/** Longest that a stopped or abandoned answer may take to be shown as ended, in milliseconds. */
const PATIENCE = 5 * 60_000;

/**
 * Reads an answer's events to the end, and reconnects at the given positions and after breaks.
 *
 * @param drops Positions in the text at which to reconnect.
 * @returns the number of words in the final form.
 * @throws {Error} when any word is lost or repeated.
 */
export async function readAnswer(
  answer: SoakAnswer,
  drops: readonly number[] = [],
): Promise<number> {
  const positions: number[] = [];
  const left = [...drops];
  let stream = new EventStream(new Response(""));
  do {
    stream = await answer.page.events(answer, stream.lastId, { html: String(stream.tree) });
    const drop = left.shift() ?? Infinity;
    const isOpen = await stream.read(() => Number(stream.lastId) >= drop && !hasEnded(stream));
    if (isOpen) await stream.cancel();
    positions.push(...positionsOf(stream));
    if (shownWords(String(stream.tree), answer.tag) === null) fail(answer, "shows words wrongly");
  } while (!hasEnded(stream));
  const [final] = stream.events.slice(-2);
  const isGrowing = positions.every((position, index) => position > (positions[index - 1] ?? 0));
  if (!isGrowing) fail(answer, `repeats positions: ${positions}`);
  return shownWords(final?.data ?? "", answer.tag) ?? fail(answer, "ends with words missing");
}

/** Stops an answer and reads it to its end. @throws {Error} when it doesn't end as stopped. */
export async function stopAnswer(answer: SoakAnswer, after: number): Promise<void> {
  const stream = await answer.page.events(answer);
  await stream.read(() => Number(stream.lastId) >= after);
  await answer.page.stop(answer);
  const time = performance.now();
  while (await stream.read(() => performance.now() > time + PATIENCE)) fail(answer, "runs on");
  const [final] = stream.events.slice(-2);
  const words = shownWords(final?.data ?? "", answer.tag);
  if (words === null) fail(answer, "is stopped with words missing");
  const isStopped = final?.data.includes("You stopped this answer");
  if (!isStopped && words !== answer.words) fail(answer, "is neither stopped nor whole");
}

/**
 * Reads an answer's events at half the pace at which they come.
 *
 * @returns the number of words in the final form.
 */
export async function readSlowly(answer: SoakAnswer): Promise<number> {
  const stream = await answer.page.events(answer);
  for (let isOpen = true; isOpen;) {
    let chunks = 0;
    isOpen = await stream.read(() => chunks++ > 0);
    await new Promise((resolve) => setTimeout(resolve, isOpen ? 100 : 0));
  }
  if (!hasEnded(stream)) fail(answer, "ends too early for a slow reader");
  const [final] = stream.events.slice(-2);
  return shownWords(final?.data ?? "", answer.tag) ?? fail(answer, "ends with words missing");
}

/** Waits until the chat's page shows the answer as ended. @returns the number of words it shows. */
export async function awaitStored({ page, ...answer }: SoakAnswer): Promise<number> {
  const { chatId, answerId, tag } = answer;
  for (const start = performance.now(); performance.now() < start + PATIENCE;) {
    const html = await page.get(`/chats/${chatId}`);
    const words = shownWords(html, tag);
    if (!html.includes(`/answers/${answerId}/events`)) {
      return words ?? fail(answer, "is stored wrongly");
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return fail(answer, "does not end");
}

function hasEnded(stream: EventStream): boolean {
  return stream.events.at(-1)?.event === "end";
}

function positionsOf(stream: EventStream): number[] {
  return stream.events.filter(({ data }) => /^\d/.test(data)).map(({ id }) => Number(id));
}

function fail({ tag, answerId }: Omit<SoakAnswer, "page">, what: string): never {
  throw new Error(`Answer ${tag} (${answerId}) ${what}`);
}
