import { AppError, invalidArgument } from "../app_error.ts";
import { type Answer, canContinue, type Question, type Turn } from "../chats/message.ts";
import { type Asked, countedMessage, fitPrompt } from "../chats/token_window.ts";
import { type Said, said } from "../said.ts";
import { findAnswer } from "./answers.ts";
import type { BeginTurnDeps } from "./begin_turn.ts";
import {
  beginIdempotentTurn,
  type BegunTurn,
  type IdempotentTurnDeps,
} from "./idempotent_turns.ts";
import { refitWith } from "./refit.ts";
import { findWritableChat } from "./turns.ts";

/**
 * The prompt's last message, after the model's own unfinished text. OpenAI-compatible servers
 * always begin a new message; only some have a parameter that makes them go on with the last one.
 */
const INSTRUCTION = "Continue your last message from exactly where it ends, in the middle of a " +
  "sentence or word if it ends there. Write only what comes next: repeat nothing, add no introduction.";

/** The use case that continues an ended answer. Errors are those of {@link App}. */
export interface ContinuationUseCases {
  /**
   * Continues an answer that was stopped, cut off, or ended by its token limit where it ended, in
   * the same message.
   *
   * @param input `position` is the length of the answer's text in UTF-16 code units. It makes the
   * call idempotent: an answer that was already continued from there is not continued twice.
   * @returns The turn, with only this answer.
   * @throws `not_found`, `cannot_continue`, `invalid_argument` on field `position` when the answer
   * has another length, `message_too_long`, `chat_ended`, `answer_in_progress`, `rate_limited`
   */
  continueAnswer(
    input: { userId: string; chatId: string; answerId: string; position: number },
  ): Promise<BegunTurn>;
}

type Input = Parameters<ContinuationUseCases["continueAnswer"]>[0];

type ContinuationDeps = BeginTurnDeps & IdempotentTurnDeps;

/** Binds the use case that continues an ended answer. */
export function createContinuationUseCases(deps: ContinuationDeps): ContinuationUseCases {
  return {
    continueAnswer: (input) =>
      beginIdempotentTurn(deps, {
        userId: input.userId,
        findEarlier: () => findContinued(deps, input),
        begin: () => continueAnswer(deps, input),
      }),
  };
}

/** The answer's turn, if the answer was continued already. */
async function findContinued(deps: ContinuationDeps, input: Input): Promise<Turn | null> {
  const turn = await findTurn(deps, input);
  const [answer] = turn.answers;
  const isContinued = answer.state === "streaming" || answer.content.length > input.position;
  return isContinued ? turn : null;
}

async function continueAnswer(deps: ContinuationDeps, input: Input): Promise<Turn> {
  const { question, answers: [found] } = await findTurn(deps, input);
  assertContinuable(found, input.position);
  const { userId, chatId } = input;
  const chat = await findWritableChat(deps, { userId, chatId });
  if (chat.activeLeaf !== found.id) {
    throw cannotContinue(said`Cannot continue this answer: newer messages follow it`);
  }
  const answer = await countedMessage(deps, found);
  const instruction = await newInstruction(deps, answer);
  const plan: Asked = {
    chat: { ...chat, config: { ...chat.config, n: 1 } },
    asked: [question, answer, instruction],
  };
  const { prompt } = await fitPrompt(deps, plan);
  const { instanceId, limits, clock } = deps;
  await deps.turns.resume({ answer, instanceId, limits, now: clock.now() });
  const turn = { chatId, question, answers: [streamingAgain(answer)] };
  deps.runner.begin(turn, prompt, refitWith(deps, plan, prompt));
  return turn;
}

async function findTurn(
  deps: ContinuationDeps,
  input: Input,
): Promise<Turn & { answers: [Answer] }> {
  const { userId, chatId } = input;
  const answer = await findAnswer(deps, input);
  const question = await deps.turns.findQuestion(userId, chatId, answer.parentId ?? "");
  if (!question) throw new AppError("not_found", said`There is no such answer`);
  return { chatId, question, answers: [answer] };
}

function assertContinuable(answer: Answer, position: number): void {
  const { content } = answer;
  if (!canContinue(answer)) {
    throw cannotContinue(
      content.trim() === ""
        ? said`Cannot continue answer: it has no text`
        : said`Cannot continue answer: it is complete`,
    );
  }
  if (position === content.length) return;
  throw invalidArgument(
    "position",
    said`Cannot continue answer at ${position}: it ends at ${content.length}`,
  );
}

function cannotContinue(words: Said): AppError {
  return new AppError("cannot_continue", words);
}

async function newInstruction(
  { tokenizer, newId, clock }: ContinuationDeps,
  { chatId, userId, id: parentId, model }: Answer,
): Promise<Question> {
  const tokens = await tokenizer.count(INSTRUCTION, model);
  const facts = { id: newId(), chatId, userId, parentId, createdAt: clock.now() };
  return { ...facts, role: "user", content: INSTRUCTION, tokens };
}

function streamingAgain(answer: Answer): Answer {
  const running = { finishReason: null, errorCode: null, retryAt: null, finishedAt: null };
  return { ...answer, state: "streaming", ...running };
}
