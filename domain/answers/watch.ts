import { AnswerFeed } from "./feed.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Answer } from "../chats/message.ts";
import { OutageLog } from "../outage_log.ts";
import type { AnswerProgress, TurnGateway } from "./turn_gateway.ts";

/** How often what others write is read, in milliseconds. They write twice a second. */
const READ_INTERVAL = 250;

/** What the watch works with. */
export type AnswerWatchDeps = {
  readonly turns: TurnGateway;
  readonly clock: Clock;
  readonly log: Log;
};

/** An answer that another process makes, as far as it was read here. */
export type WatchedAnswer = {
  readonly answer: Answer;
  readonly feed: AnswerFeed;
  /** Where the last chunk began that was read; it can still grow. */
  position: number;
  followers: number;
};

/**
 * Reads the answers that other processes make and somebody follows here: one loop for all of them,
 * which feeds as many followers as there are. Runs while there is any.
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
   * Begins to read an answer, until as many have left it as entered.
   *
   * @param answer A streaming answer, with the text so far.
   */
  enter(answer: Answer): WatchedAnswer {
    let watched = this.#watched.get(answer.id);
    // One that is over was continued since, and some follower has not left its end yet.
    if (!watched || watched.feed.isOver) {
      watched = { answer, feed: new AnswerFeed(answer.content), position: 0, followers: 0 };
      this.#watched.set(answer.id, watched);
    }
    watched.followers++;
    if (this.#end.signal.aborted) watched.feed.close();
    else this.#loop ??= this.#run();
    return watched;
  }

  /** Says that a follower reads no more. */
  leave(watched: WatchedAnswer): void {
    const { id } = watched.answer;
    if (--watched.followers > 0) return;
    if (this.#watched.get(id) === watched) this.#watched.delete(id);
  }

  /** Ends the loop and all followers, whose answers go on elsewhere. */
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
      // A gap means that the answer ended and was continued since the last look.
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
