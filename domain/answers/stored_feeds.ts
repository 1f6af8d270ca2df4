import type { Answer } from "../chats/message.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { OutageLog } from "../outage_log.ts";
import { AnswerFeed } from "./feed.ts";
import type { AnswerProgress, PartProgress, TurnGateway } from "./turn_gateway.ts";

/**
 * How often the text stored by other processes is read, in milliseconds. They store twice a second.
 */
const READ_INTERVAL = 250;

/** What {@link StoredFeeds} works with. */
export type StoredFeedsDeps = {
  readonly turns: TurnGateway;
  readonly clock: Clock;
  readonly log: Log;
};

/** An answer that another process writes, as far as it was read here. */
export type StoredFeed = {
  readonly answer: Answer;
  readonly feed: AnswerFeed;
  /** Where the last chunks that were read begin; those chunks can still grow. */
  position: number;
  thinkingPosition: number;
  followers: number;
};

/**
 * Reads the answers that other processes write and that have followers here. One loop reads all of
 * them, once for any number of followers, and runs only while there are any.
 */
export class StoredFeeds {
  readonly #deps: StoredFeedsDeps;
  readonly #followed = new Map<string, StoredFeed>();
  readonly #readings: OutageLog;
  readonly #end = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(deps: StoredFeedsDeps) {
    this.#deps = deps;
    this.#readings = new OutageLog(deps.log, "read the answers of other processes");
  }

  /**
   * Starts to read an answer, until every follower that entered has left.
   *
   * @param answer A streaming answer, with the text so far.
   */
  enter(answer: Answer): StoredFeed {
    let followed = this.#followed.get(answer.id);
    // If the feed is over, the answer was continued since, and a follower of the old feed has not
    // left yet.
    if (!followed || followed.feed.isOver) {
      const feed = new AnswerFeed(answer.content, answer.thinking?.text);
      followed = { answer, feed, position: 0, thinkingPosition: 0, followers: 0 };
      this.#followed.set(answer.id, followed);
    }
    followed.followers++;
    if (this.#end.signal.aborted) followed.feed.close();
    else this.#loop ??= this.#run();
    return followed;
  }

  /** Removes a follower. */
  leave(followed: StoredFeed): void {
    const { id } = followed.answer;
    if (--followed.followers > 0) return;
    if (this.#followed.get(id) === followed) this.#followed.delete(id);
  }

  /** Ends the loop and all followers. Their answers go on in other processes. */
  async close(): Promise<void> {
    this.#end.abort();
    for (const { feed } of this.#followed.values()) feed.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (this.#followed.size > 0 && !this.#end.signal.aborted) {
      await this.#readings.try(() => this.#read());
      await this.#deps.clock.sleep(READ_INTERVAL, this.#end.signal);
    }
    this.#loop = null;
  }

  async #read(): Promise<void> {
    const followed = [...this.#followed.values()].filter(({ feed }) => !feed.isOver);
    const cursors = followed.map(({ answer, position, thinkingPosition }) => ({
      answerId: answer.id,
      position,
      thinkingPosition,
    }));
    const progress = await this.#deps.turns.readProgress(cursors);
    const progressOf = new Map(progress.map((one) => [one.answerId, one]));
    for (const one of followed) {
      const news = progressOf.get(one.answer.id);
      if (news && isConnected(one, news)) this.#grow(one, news);
      else await this.#readWhole(one);
    }
  }

  async #readWhole({ answer, feed }: StoredFeed): Promise<void> {
    const { userId, chatId, id } = answer;
    const now = await this.#deps.turns.findAnswer(userId, chatId, id);
    if (now === null) feed.close();
    else if (now.state !== "streaming") feed.end(now);
    else {
      this.#think(feed, now.thinking?.text.slice(feed.thinkingLength) ?? "");
      feed.append(now.content.slice(feed.length));
    }
  }

  #grow(followed: StoredFeed, progress: AnswerProgress): void {
    const { feed } = followed;
    const { thinking, lastPosition } = progress;
    if (thinking) {
      this.#think(feed, after(thinking, feed.thinkingLength));
      followed.thinkingPosition = thinking.lastPosition;
    }
    const news = after(progress, feed.length);
    if (news !== "") feed.append(news);
    followed.position = lastPosition;
  }

  #think(feed: AnswerFeed, news: string): void {
    if (news !== "") feed.think(news, this.#deps.clock.now().getTime());
  }
}

/** A gap means that the answer ended and was continued since the last read. */
function isConnected({ feed }: StoredFeed, { position, thinking }: AnswerProgress): boolean {
  return position <= feed.length && (thinking?.position ?? 0) <= feed.thinkingLength;
}

function after({ position, text }: PartProgress, length: number): string {
  return text.slice(length - position);
}
