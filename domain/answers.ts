import type { AnswerSnapshot } from "./answer_feed.ts";
import type { App } from "./app.ts";
import type { RunnerDeps } from "./app_deps.ts";
import { AppError } from "./app_error.ts";
import type { Answer } from "./message.ts";

type AnswerUseCases = Pick<App, "followAnswer" | "stopAnswer" | "getAnswer">;

type AnswerKey = { readonly userId: string; readonly chatId: string; readonly answerId: string };

/** How often an answer that another process makes is read anew, in milliseconds. */
const POLL_INTERVAL = 300;

/** Binds the use cases about an answer while it is made and after. */
export function createAnswerUseCases(deps: RunnerDeps): AnswerUseCases {
  return {
    getAnswer: (userId, chatId, answerId) => findAnswer(deps, { userId, chatId, answerId }),
    followAnswer: ({ signal, ...key }) => followAnswer(deps, key, signal),
    stopAnswer: (key) => stopAnswer(deps, key),
  };
}

/** From memory where this process makes the answer, else from the database. */
async function* followAnswer(
  deps: RunnerDeps,
  key: AnswerKey,
  signal?: AbortSignal,
): AsyncIterable<AnswerSnapshot> {
  const feed = deps.runner.feed(key.userId, key.chatId, key.answerId);
  if (feed) return yield* feed.follow(signal);
  let position = 0;
  while (!signal?.aborted) {
    const answer = await findAnswer(deps, key);
    if (answer.state !== "streaming") return yield { text: answer.content, ended: answer };
    if (answer.content.length > position) {
      position = answer.content.length;
      yield { text: answer.content, ended: null };
    }
    await deps.clock.sleep(POLL_INTERVAL, signal);
  }
}

async function stopAnswer(deps: RunnerDeps, key: AnswerKey): Promise<void> {
  const { userId, chatId, answerId } = key;
  const answer = await findAnswer(deps, key);
  if (answer.state !== "streaming" || await deps.runner.stop(answerId)) return;
  await deps.turns.requestStop(userId, chatId, answerId);
}

async function findAnswer(
  { turns }: RunnerDeps,
  { userId, chatId, answerId }: AnswerKey,
): Promise<Answer> {
  const answer = await turns.findAnswer(userId, chatId, answerId);
  if (answer) return answer;
  throw new AppError("not_found", "There is no such answer");
}
