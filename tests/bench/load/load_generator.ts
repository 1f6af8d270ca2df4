import { type Ask, askOf, type Target } from "./ask.ts";
import { HttpPool } from "./http_pool.ts";
import { quantile } from "../quantile.ts";
import { StampReader } from "../stamps.ts";

/** How many questions are sent at the same time while streams are opened. */
const SENDERS = 16;

/** How long streams may take to open, in milliseconds. */
const LONGEST_OPENING = 20_000;

/** The target, and the question to ask it. */
export type Question = { readonly target: Target; readonly question: string };

/** The messages with text until the last answer ended, and their bytes. */
export type Traffic = {
  readonly seconds: number;
  readonly messages: number;
  readonly bytes: number;
};

/** Milliseconds between two reads that brought text. */
export type Gaps = { readonly p50: number; readonly p99: number; readonly count: number };

/** What readers of stamps got. */
export type Stamps = {
  /** Updates of each answer. */
  readonly updates: number;
  /** Milliseconds between two updates, p95. */
  readonly gap: number;
  /** Milliseconds on a word's way, p95. */
  readonly way: number;
  /** Bytes of each answer, its end included. */
  readonly bytes: number;
};

/** Puts servers under load. Its methods take and return JSON, as it runs in a separate process. */
export class LoadGenerator {
  readonly #asks = new Map<string, Promise<Ask>>();
  readonly #pools = new Map<string, HttpPool>();
  readonly #open = new Set<OpenStream>();
  #gaps: number[] | null = null;

  /** Asks once. @returns Milliseconds to the first text. */
  async firstText({ target, question }: Question): Promise<number> {
    const ask = await this.#askOf(target);
    const start = performance.now();
    let took = NaN;
    await ask(question, () => took = Number.isNaN(took) ? performance.now() - start : took);
    return took;
  }

  /** Asks repeatedly, `concurrency` at a time. */
  async answerRate({ target, question, concurrency, seconds }: Question & Repeated): Promise<Rate> {
    const ask = await this.#askOf(target);
    return await rate({ concurrency, seconds }, () => ask(question, () => {}));
  }

  /** Asks this many questions at once. @returns Seconds until the last answer has ended. */
  async duration({ target, question, streams }: Question & { streams: number }): Promise<number> {
    const ask = await this.#askOf(target);
    const start = performance.now();
    await Promise.all(Array.from({ length: streams }, () => ask(question, () => {})));
    return (performance.now() - start) / 1000;
  }

  /** Asks this many questions at once over gRPC, and counts the messages. */
  async traffic({ target, question, streams }: Question & { streams: number }): Promise<Traffic> {
    const ask = await this.#askOf(target);
    const traffic = { seconds: 0, messages: 0, bytes: 0 };
    const start = performance.now();
    const onText = (bytes: number) => {
      traffic.messages++;
      traffic.bytes += bytes;
    };
    await Promise.all(Array.from({ length: streams }, () => ask(question, onText)));
    return { ...traffic, seconds: (performance.now() - start) / 1000 };
  }

  /** Asks for this many answers of stamps at once, and reads them to the end. */
  async stamps({ target, question, streams }: Question & { streams: number }): Promise<Stamps> {
    const ask = await this.#askOf(target);
    const readers = Array.from({ length: streams }, () => new StampReader());
    let bytes = 0;
    const readInto = (reader: StampReader) =>
      ask(question, (length, content) => {
        bytes += length;
        reader.read(content());
      });
    await Promise.all(readers.map(readInto));
    const ages = readers.flatMap(({ ages }) => ages);
    const gaps = readers.flatMap(({ gaps }) => gaps);
    return {
      updates: gaps.length / streams + 1,
      gap: quantile(gaps, 0.95),
      way: quantile(ages, 0.95),
      bytes: bytes / streams,
    };
  }

  /**
   * Asks this many questions and leaves their answers open.
   *
   * @returns how many are open once all have text, or opening took too long.
   */
  async open({ target, question, streams }: Question & { streams: number }): Promise<number> {
    const ask = await this.#askOf(target);
    const start = performance.now();
    let count = 0;
    await Promise.all(Array.from({ length: SENDERS }, async () => {
      while (count < streams && performance.now() - start < LONGEST_OPENING) {
        count++;
        await this.#openStream(ask, question);
      }
    }));
    return count;
  }

  /** Watches the open streams. */
  async watch({ seconds }: { seconds: number }): Promise<Gaps> {
    const gaps: number[] = this.#gaps = [];
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    this.#gaps = null;
    const now = performance.now();
    for (const { last } of this.#open) if (last < start) gaps.push(now - last);
    return { p50: quantile(gaps, 0.5), p99: quantile(gaps, 0.99), count: gaps.length };
  }

  /** Waits for the open streams to end. */
  async drain(): Promise<null> {
    await Promise.all([...this.#open].map(({ ended }) => ended));
    return null;
  }

  /** Reads a page repeatedly, `concurrency` at a time. */
  async pageRate(
    { url, headers, ...repeated }: { url: string; headers: Record<string, string> } & Repeated,
  ): Promise<Rate> {
    const { origin, pathname, search } = new URL(url);
    const pool = this.#pools.getOrInsertComputed(origin, () => new HttpPool(origin));
    const line = `GET ${pathname}${search}`;
    return await rate(repeated, () => pool.exchange({ line, headers }));
  }

  #askOf(target: Target): Promise<Ask> {
    return this.#asks.getOrInsertComputed(JSON.stringify(target), () => askOf(target));
  }

  async #openStream(ask: Ask, question: string): Promise<void> {
    const { promise: begun, resolve: begin, reject } = Promise.withResolvers<void>();
    const stream: OpenStream = { last: NaN, ended: Promise.resolve() };
    stream.ended = ask(question, () => {
      const now = performance.now();
      this.#gaps?.push(now - stream.last);
      stream.last = now;
      begin();
    }).then(begin, reject).finally(() => this.#open.delete(stream));
    this.#open.add(stream);
    await begun;
  }
}

/** How often something is done. */
export type Repeated = { readonly concurrency: number; readonly seconds: number };

/** How often it was done, and how often in a second. */
export type Rate = { readonly count: number; readonly perSecond: number };

/** When the last text of a stream came, and its end. */
type OpenStream = { last: number; ended: Promise<void> };

async function rate(
  { concurrency, seconds }: Repeated,
  work: () => Promise<void>,
): Promise<Rate> {
  let count = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, async () => {
    for (; performance.now() - start < seconds * 1000; count++) await work();
  }));
  return { count, perSecond: count / (performance.now() - start) * 1000 };
}
