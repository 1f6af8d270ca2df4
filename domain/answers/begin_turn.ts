import type { Chat } from "../chats/chat.ts";
import type { Answer, Question, Turn } from "../chats/message.ts";
import { fitPrompt } from "../chats/token_window.ts";
import type { Clock } from "../clock.ts";
import { type RefitDeps, refitWith } from "./refit.ts";
import type { AnswerRunner } from "./runner.ts";
import type { SentRequest, TurnGateway, TurnLimits } from "./turn_gateway.ts";

/** What {@link beginTurn} works with. */
export type BeginTurnDeps = RefitDeps & {
  readonly turns: TurnGateway;
  readonly runner: AnswerRunner;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly instanceId: string;
  readonly limits: TurnLimits;
};

/** A turn that is about to be stored and answered. */
export type TurnPlan = SentRequest & {
  readonly chat: Chat;
  readonly isNewChat: boolean;
  readonly expectedLeaf: string;
  readonly question: Question;
  readonly isNewQuestion: boolean;
};

/** Makes the prompt, stores the turn, and only then starts to answer it. */
export async function beginTurn(deps: BeginTurnDeps, plan: TurnPlan): Promise<Turn> {
  const { chat, question } = plan;
  const { prompt, memoryBeginsAt } = await fitPrompt(deps, { chat, asked: [question] });
  const answers = newAnswers(deps, plan);
  await deps.turns.begin({
    ...plan,
    chat: {
      ...chat,
      activeLeaf: answers[0]!.id,
      answering: question.id,
      memoryBeginsAt,
      updatedAt: answers[0]!.createdAt,
    },
    answers,
    instanceId: deps.instanceId,
    limits: deps.limits,
  });
  const turn = { chatId: chat.id, question, answers };
  deps.runner.begin(turn, prompt, refitWith(deps, { chat, asked: [question] }, prompt));
  return turn;
}

function newAnswers({ newId, clock }: BeginTurnDeps, { chat, question }: TurnPlan): Answer[] {
  return Array.from({ length: chat.config.n }, () => ({
    id: newId(),
    chatId: chat.id,
    userId: chat.userId,
    parentId: question.id,
    role: "assistant",
    content: "",
    tokens: 0,
    createdAt: clock.now(),
    model: chat.config.model,
    state: "streaming",
    finishReason: null,
    errorCode: null,
    retryAt: null,
    leftOut: [],
    promptTokens: null,
    completionTokens: null,
    cachedPromptTokens: null,
    finishedAt: null,
    thinking: null,
  }));
}
