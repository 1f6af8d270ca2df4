import assert from "node:assert/strict";
import type { AppError } from "../../domain/app_error.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import type { ChatBin } from "../../domain/chats/bin.ts";
import type { Answer } from "../../domain/chats/message.ts";
import type {
  ContinuedAnswer,
  FinishedTurn,
  NewTurn,
  TurnGateway,
  TurnLimits,
} from "../../domain/answers/turn_gateway.ts";
import { uuidV7 } from "../../infra/runtime/uuid_v7.ts";
import { sampleAnswer, sampleConfig, sampleQuestion } from "../support/app/sample_messages.ts";

/** What a test can choose in a turn. */
export type TurnFacts = {
  readonly userId?: string;
  readonly content?: string;
  readonly tokens?: number;
  /** How many answers the turn has. */
  readonly n?: number;
  readonly idempotencyKey?: string;
  readonly instanceId?: string;
  readonly at?: Date;
  readonly limits?: TurnLimits;
};

/** Limits that no test reaches. */
export const noLimits: TurnLimits = {
  sends: { count: 1_000_000, seconds: 60 },
  answering: 1_000_000,
  storage: null,
};

/** A time whose milliseconds a coarser column would lose. */
export const sampleTime = new Date("2026-01-02T03:04:05.678Z");

/** A process without running answers. */
export const idleInstance = { instanceId: "idle", running: [] };

/** The first turn of a new chat. */
export function firstTurn(facts: TurnFacts = {}): NewTurn {
  const { userId = "user", at = sampleTime } = facts;
  const id = uuidV7();
  return nextTurn({
    id,
    revision: 1,
    userId,
    title: "A chat",
    systemMessage: "",
    status: "active",
    config: sampleConfig,
    activeLeaf: "",
    answering: null,
    memoryBeginsAt: null,
    tokenUsage: { promptTokens: 0, completionTokens: 0 },
    pinned: false,
    archived: false,
    createdAt: at,
    updatedAt: at,
  }, { ...facts, isNewChat: true });
}

/** The next question at the end of a chat. */
export function nextTurn(
  chat: NewTurn["chat"],
  facts: TurnFacts & { isNewChat?: boolean } = {},
): NewTurn {
  const { content = "A question", tokens = 1, at = sampleTime, isNewChat = false } = facts;
  const question = sampleQuestion({
    id: uuidV7(),
    chatId: chat.id,
    userId: chat.userId,
    parentId: chat.activeLeaf || null,
    content,
    tokens,
    createdAt: at,
  });
  return answering({ ...chat, updatedAt: at }, { ...facts, question, isNewChat });
}

/** Answers an earlier turn's question again. */
export function regeneration(turn: NewTurn, facts: TurnFacts = {}): NewTurn {
  const again = answering(turn.chat, { ...facts, question: turn.question, isNewChat: false });
  return { ...again, isNewQuestion: false };
}

/** Continues an ended answer. */
export function resumption(
  answer: Answer,
  facts: Partial<Omit<ContinuedAnswer, "answer">> = {},
): ContinuedAnswer {
  return { answer, instanceId: "instance", limits: noLimits, now: sampleTime, ...facts };
}

/** The end of a turn, with what the test chooses in its answers. */
export function ended(turn: NewTurn, facts: Partial<Answer> = {}): FinishedTurn {
  const { question, answers, instanceId } = turn;
  return {
    instanceId,
    userId: question.userId,
    chatId: question.chatId,
    questionId: question.id,
    answers: answers.map((answer) => ({
      ...answer,
      state: "complete",
      content: "An answer",
      tokens: 2,
      finishReason: "stop",
      promptTokens: 5,
      completionTokens: 7,
      cachedPromptTokens: 3,
      finishedAt: sampleTime,
      ...facts,
    })),
  };
}

/** Removes a chat for good. */
export async function purgeChat(bin: ChatBin, { id, userId }: Chat): Promise<void> {
  await bin.put(userId, { ids: [id] }, new Date(0));
  while (await bin.purge(new Date(1), 100));
}

/** Begins a chat and has its question answered. */
export async function answeredTurn(turns: TurnGateway, facts: TurnFacts = {}): Promise<NewTurn> {
  const turn = firstTurn(facts);
  await turns.begin(turn);
  await turns.finish(ended(turn));
  return turn;
}

function answering(
  chat: NewTurn["chat"],
  facts: TurnFacts & Pick<NewTurn, "question" | "isNewChat">,
): NewTurn {
  const { question, isNewChat, n = 1, at = sampleTime } = facts;
  const answers = Array.from({ length: n }, () =>
    sampleAnswer({
      id: uuidV7(),
      chatId: chat.id,
      userId: chat.userId,
      parentId: question.id,
      content: "",
      tokens: 0,
      state: "streaming",
      finishReason: null,
      promptTokens: null,
      completionTokens: null,
      cachedPromptTokens: null,
      finishedAt: null,
      createdAt: at,
    }));
  return {
    chat: { ...chat, activeLeaf: answers[0]!.id, answering: question.id },
    isNewChat,
    expectedLeaf: chat.activeLeaf,
    question,
    isNewQuestion: true,
    answers,
    idempotencyKey: facts.idempotencyKey ?? null,
    requestDigest: facts.idempotencyKey ? "a digest" : null,
    instanceId: facts.instanceId ?? "instance",
    limits: facts.limits ?? noLimits,
  };
}

/** For `assert.rejects`: whether it is the error of this code. */
export function hasCode(code: AppError["code"]): (error: AppError) => boolean {
  return (error) => {
    assert.equal(error.code, code);
    return true;
  };
}
