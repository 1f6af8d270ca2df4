import { AppError, isUnavailable } from "../app_error.ts";
import type { Chat } from "../chats/chat.ts";
import { type Answer, type AnswerKey, thinkingSoFar } from "../chats/message.ts";
import { said } from "../said.ts";
import { AnswerFeed, type AnswerSnapshot } from "./feed.ts";
import type { AnswerRunner } from "./runner.ts";
import type { TurnGateway } from "./turn_gateway.ts";
import type { StoredFeeds } from "./stored_feeds.ts";

/**
 * The use cases about an answer, while it is written and after. Errors are those of {@link App}.
 */
export interface AnswerUseCases {
  /**
   * Follows an answer: yields the whole text and thinking so far, at first when there is any and
   * then whenever one has grown, and finally the ended answer. Runs at the consumer's pace; snapshots that a slow
   * consumer misses are skipped, never queued. Leaving the iteration doesn't stop the answer. While
   * the answer streams, its text never ends in half a surrogate pair. Ends without an ended answer
   * when this process is stopping and another one writes the answer.
   *
   * @param signal Ends the iteration, without an error.
   * @throws `not_found`
   */
  followAnswer(
    input: { userId: string; chatId: string; answerId: string; signal?: AbortSignal },
  ): AsyncIterable<AnswerSnapshot>;

  /**
   * Stops an answer and keeps its text. Does nothing when the answer has ended.
   *
   * @throws `not_found`
   */
  stopAnswer(input: { userId: string; chatId: string; answerId: string }): Promise<void>;

  /**
   * Notes that a caller waiting for an answer has hung up, and stops the answer if no other caller
   * is waiting.
   *
   * @param input `answerId` is the first answer of its turn.
   * @throws `not_found`
   */
  leaveAnswer(input: { userId: string; chatId: string; answerId: string }): Promise<void>;

  /** An answer with the text so far. @throws `not_found` */
  getAnswer(userId: string, chatId: string, answerId: string): Promise<Answer>;
}

/** The places where an answer can be: this process, other processes, the database. */
export type AnswerDeps = {
  readonly runner: AnswerRunner;
  readonly storedFeeds: StoredFeeds;
  readonly turns: TurnGateway;
};

/** Binds the use cases about an answer, while it is written and after. */
export function createAnswerUseCases(deps: AnswerDeps): AnswerUseCases {
  return {
    getAnswer: (userId, chatId, answerId) => findAnswer(deps, { userId, chatId, answerId }),
    followAnswer: ({ signal, ...key }) => followAnswer(deps, key, signal),
    stopAnswer: (key) => stopAnswer(deps, key),
    leaveAnswer: (key) => leaveAnswer(deps, key),
  };
}

/** An answer's feed, for one follower. Disposing of it ends what keeps the feed up to date. */
export type OpenFeed = Disposable & { readonly feed: AnswerFeed };

/**
 * Opens an answer's feed: the one in memory if this process writes the answer, else one that is read
 * from the database.
 *
 * @throws {AppError} `not_found`
 */
export async function openFeed(deps: AnswerDeps, key: AnswerKey): Promise<OpenFeed> {
  const running = deps.runner.find(key);
  if (running) return { feed: running.feed, [Symbol.dispose]() {} };
  const answer = await findAnswer(deps, key);
  if (answer.state !== "streaming") {
    const feed = new AnswerFeed();
    feed.end(answer);
    return { feed, [Symbol.dispose]() {} };
  }
  const stored = deps.storedFeeds.enter(answer);
  return { feed: stored.feed, [Symbol.dispose]: () => deps.storedFeeds.leave(stored) };
}

/** Follows an answer, see {@link AnswerUseCases.followAnswer}. */
export async function* followAnswer(
  deps: AnswerDeps,
  key: AnswerKey,
  signal?: AbortSignal,
): AsyncIterable<AnswerSnapshot> {
  using opened = await openFeed(deps, key);
  yield* opened.feed.follow(signal);
}

async function stopAnswer(deps: AnswerDeps, key: AnswerKey): Promise<void> {
  const { userId, chatId, answerId } = key;
  // Needs no database, so that a call authenticated before an outage can still stop its own answer.
  if (deps.runner.find(key)) return void await deps.runner.stop(answerId);
  const answer = await findAnswer(deps, key);
  // Another process writes it; its AnswerJournal looks for such requests twice a second.
  if (answer.state === "streaming") await deps.turns.requestStop(userId, chatId, answerId);
}

/** Stops the answers that are being written in a chat, by any process and on any branch. */
export async function stopAnswersIn(
  { runner, turns }: Pick<AnswerDeps, "runner" | "turns">,
  { userId, id }: Chat,
): Promise<void> {
  const [first] = await turns.findRunning(userId, id);
  if (first && !await runner.stop(first)) await turns.requestStop(userId, id, first);
}

async function leaveAnswer(deps: AnswerDeps, key: AnswerKey): Promise<void> {
  const isLast = await deps.turns.removeCaller(key).catch((error) => {
    if (!isUnavailable(error)) throw error;
    // Without the database no process knows whether other callers wait, and the model would go on
    // and bill.
    return true;
  });
  if (isLast) await stopAnswer(deps, key);
}

/**
 * An answer with the text so far. While this process writes an answer, the one in memory counts,
 * not what the database has of it.
 *
 * @throws {AppError} `not_found`
 */
export async function findAnswer(
  { runner, turns }: Pick<AnswerDeps, "runner" | "turns">,
  key: AnswerKey,
): Promise<Answer> {
  const running = runner.find(key);
  if (running) return { ...running.answer, ...soFar(running.feed) };
  const answer = await turns.findAnswer(key.userId, key.chatId, key.answerId);
  if (answer) return answer;
  throw new AppError("not_found", said`There is no such answer`);
}

/** The text and the thinking of an answer that is being written. */
function soFar({ text: content, thinking }: AnswerFeed): Pick<Answer, "content" | "thinking"> {
  return { content, thinking: thinkingSoFar(thinking) };
}
