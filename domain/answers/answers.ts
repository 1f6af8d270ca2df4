import { AppError, isUnavailable } from "../app_error.ts";
import type { Chat } from "../chats/chat.ts";
import type { Answer, AnswerKey } from "../chats/message.ts";
import { said } from "../said.ts";
import type { AnswerSnapshot } from "./feed.ts";
import type { AnswerRunner } from "./runner.ts";
import type { TurnGateway } from "./turn_gateway.ts";
import type { AnswerWatch } from "./watch.ts";

/** The use cases about an answer while it is made and after. Errors are those of {@link App}. */
export interface AnswerUseCases {
  /**
   * Follows an answer: yields the whole text so far, as soon as there is any and then whenever it
   * has grown, and last of all the ended answer. Reads at the consumer's pace; steps missed are skipped, never
   * queued. Breaking off stops following, not the answer. Text never ends in half a surrogate pair
   * while the answer streams. Ends without an ended answer when it can't be followed here any more:
   * the process is stopping, and the answer made elsewhere.
   *
   * @param signal Ends the iteration, without an error.
   * @throws `not_found`
   */
  followAnswer(
    input: { userId: string; chatId: string; answerId: string; signal?: AbortSignal },
  ): AsyncIterable<AnswerSnapshot>;

  /**
   * Stops an answer and keeps its text. Stopping one that has ended changes nothing.
   *
   * @throws `not_found`
   */
  stopAnswer(input: { userId: string; chatId: string; answerId: string }): Promise<void>;

  /**
   * Says that a caller who waited for an answer has gone: it is stopped unless others still wait.
   *
   * @param input `answerId` is the first of the answers that were begun together.
   * @throws `not_found`
   */
  leaveAnswer(input: { userId: string; chatId: string; answerId: string }): Promise<void>;

  /** An answer with the text so far. @throws `not_found` */
  getAnswer(userId: string, chatId: string, answerId: string): Promise<Answer>;
}

/** Where answers are: in this process, in others, and in the database. */
export type AnswerDeps = {
  readonly runner: AnswerRunner;
  readonly watch: AnswerWatch;
  readonly turns: TurnGateway;
};

/** Binds the use cases about an answer while it is made and after. */
export function createAnswerUseCases(deps: AnswerDeps): AnswerUseCases {
  return {
    getAnswer: (userId, chatId, answerId) => findAnswer(deps, { userId, chatId, answerId }),
    followAnswer: ({ signal, ...key }) => followAnswer(deps, key, signal),
    stopAnswer: (key) => stopAnswer(deps, key),
    leaveAnswer: (key) => leaveAnswer(deps, key),
  };
}

/** Follows an answer: in memory where this process makes it, else as it is read from the database. */
export async function* followAnswer(
  deps: AnswerDeps,
  key: AnswerKey,
  signal?: AbortSignal,
): AsyncIterable<AnswerSnapshot> {
  const running = deps.runner.find(key);
  if (running) return yield* running.feed.follow(signal);
  const answer = await findAnswer(deps, key);
  if (answer.state !== "streaming") return yield { text: answer.content, ended: answer };
  const watched = deps.watch.enter(answer);
  try {
    yield* watched.feed.follow(signal);
  } finally {
    deps.watch.leave(watched);
  }
}

async function stopAnswer(deps: AnswerDeps, key: AnswerKey): Promise<void> {
  const { userId, chatId, answerId } = key;
  // Needs no database: a call that was let in before an outage can still stop its own answer.
  if (deps.runner.find(key)) return void await deps.runner.stop(answerId);
  const answer = await findAnswer(deps, key);
  if (answer.state === "streaming") await deps.turns.requestStop(userId, chatId, answerId);
}

/** Stops the answers that are being made in a chat, in whichever process and on whichever branch. */
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
    // Without the database it can't be known whether other calls wait, and the model would go on and bill.
    return true;
  });
  if (isLast) await stopAnswer(deps, key);
}

/**
 * The answer as far as it is known. One that this process makes streams until its end is surely stored,
 * whatever the database says.
 *
 * @throws {AppError} `not_found`
 */
export async function findAnswer(
  { runner, turns }: Pick<AnswerDeps, "runner" | "turns">,
  key: AnswerKey,
): Promise<Answer> {
  const running = runner.find(key);
  if (running) return { ...running.answer, content: running.feed.text };
  const answer = await turns.findAnswer(key.userId, key.chatId, key.answerId);
  if (answer) return answer;
  throw new AppError("not_found", said`There is no such answer`);
}
