import type { Answer } from "../chats/message.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { OutageLog } from "../outage_log.ts";
import { AnswerFeed } from "./feed.ts";
import type { AnswerProgress, TurnGateway } from "./turn_gateway.ts";

/**
 * How often the text stored by other processes is read, in milliseconds. They store twice a second.
 */
const READ_INTERVAL = 250;

/** What the watch works with. */
export type AnswerWatchDeps = {
  readonly turns: TurnGateway;
  readonly clock: Clock;
  readonly log: Log;
};

/** An answer that another process writes, as far as it was read here. */
export type WatchedAnswer = {
  readonly answer: Answer;
  readonly feed: AnswerFeed;
  /** Where the last chunk that was read begins; that chunk can still grow. */
  position: number;
  followers: number;
};

/**
 * Reads the answers that other processes write and that have followers here. One loop reads all of
 * them, once for any number of followers, and runs only while there are any.
 */
export class AnswerWatch {
  readonly #deps: AnswerWatchDeps;
  readonly #watched = new Map<string, WatchedAnswer>();
  readonly #readings: OutageLog;
  readonly #end = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(deps: AnswerWatchDeps) {
    this.#deps = deps;
    this.#readings = new OutageLog(deps.log, "read the answers of other processes");
  }

  /**
   * Starts to read an answer, until every follower that entered has left.
   *
   * @param answer A streaming answer, with the text so far.
   */
  enter(answer: Answer): WatchedAnswer {
    let watched = this.#watched.get(answer.id);
    // If the feed is over, the answer was continued since, and a follower of the old feed has not
    // left yet.
    if (!watched || watched.feed.isOver) {
      watched = { answer, feed: new AnswerFeed(answer.content), position: 0, followers: 0 };
      this.#watched.set(answer.id, watched);
    }
    watched.followers++;
    if (this.#end.signal.aborted) watched.feed.close();
    else this.#loop ??= this.#run();
    return watched;
  }

  /** Removes a follower. */
  leave(watched: WatchedAnswer): void {
    const { id } = watched.answer;
    if (--watched.followers > 0) return;
    if (this.#watched.get(id) === watched) this.#watched.delete(id);
  }

  /** Ends the loop and all followers. Their answers go on in other processes. */
  async close(): Promise<void> {
    this.#end.abort();
    for (const { feed } of this.#watched.values()) feed.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (this.#watched.size > 0 && !this.#end.signal.aborted) {
      await this.#readings.try(() => this.#read());
      await this.#deps.clock.sleep(READ_INTERVAL, this.#end.signal);
    }
    this.#loop = null;
  }

  async #read(): Promise<void> {
    const watched = [...this.#watched.values()].filter(({ feed }) => !feed.isOver);
    const cursors = watched.map(({ answer, position }) => ({ answerId: answer.id, position }));
    const progress = await this.#deps.turns.readProgress(cursors);
    const progressOf = new Map(progress.map((one) => [one.answerId, one]));
    for (const one of watched) {
      const news = progressOf.get(one.answer.id);
      // A gap means that the answer ended and was continued since the last read.
      const isConnected = news && news.position <= one.feed.length;
      if (isConnected) grow(one, news);
      else await this.#readWhole(one);
    }
  }

  async #readWhole({ answer, feed }: WatchedAnswer): Promise<void> {
    const { userId, chatId, id } = answer;
    const now = await this.#deps.turns.findAnswer(userId, chatId, id);
    if (now === null) feed.close();
    else if (now.state === "streaming") feed.append(now.content.slice(feed.length));
    else feed.end(now);
  }
}

function grow(watched: WatchedAnswer, { position, text, lastPosition }: AnswerProgress): void {
  const { feed } = watched;
  const news = text.slice(feed.length - position);
  if (news !== "") feed.append(news);
  watched.position = lastPosition;
}
