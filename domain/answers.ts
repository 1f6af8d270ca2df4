import type { AnswerSnapshot } from "./answer_feed.ts";
import type { AnswerKey } from "./answer_runner.ts";
import type { App } from "./app.ts";
import type { RunnerDeps } from "./app_deps.ts";
import { AppError } from "./app_error.ts";
import type { Answer } from "./message.ts";

type AnswerUseCases = Pick<App, "followAnswer" | "stopAnswer" | "getAnswer">;

/** Binds the use cases about an answer while it is made and after. */
export function createAnswerUseCases(deps: RunnerDeps): AnswerUseCases {
  return {
    getAnswer: (userId, chatId, answerId) => findAnswer(deps, { userId, chatId, answerId }),
    followAnswer: ({ signal, ...key }) => followAnswer(deps, key, signal),
    stopAnswer: (key) => stopAnswer(deps, key),
  };
}

/** From memory where this process makes the answer, else as it is read from the database. */
async function* followAnswer(
  deps: RunnerDeps,
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

async function stopAnswer(deps: RunnerDeps, key: AnswerKey): Promise<void> {
  const { userId, chatId, answerId } = key;
  // Even while the database is away, for the model goes on and bills.
  if (deps.runner.find(key)) return void await deps.runner.stop(answerId);
  const answer = await findAnswer(deps, key);
  if (answer.state === "streaming") await deps.turns.requestStop(userId, chatId, answerId);
}

/**
 * The answer as far as it is known. One that this process makes streams until its end is surely stored,
 * whatever the database says.
 *
 * @throws {AppError} `not_found`
 */
export async function findAnswer(
  { runner, turns }: Pick<RunnerDeps, "runner" | "turns">,
  key: AnswerKey,
): Promise<Answer> {
  const running = runner.find(key);
  if (running) return { ...running.answer, content: running.feed.text };
  const answer = await turns.findAnswer(key.userId, key.chatId, key.answerId);
  if (answer) return answer;
  throw new AppError("not_found", "There is no such answer");
}
