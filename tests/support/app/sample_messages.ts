import { type ChatConfig, neutralSettings } from "../../../domain/models/settings.ts";
import type { Answer, Question } from "../../../domain/chats/message.ts";

/** Settings of a new chat, for tests to change. */
export const sampleConfig: ChatConfig = {
  model: "fake-model",
  ...neutralSettings,
};

const base = {
  chatId: "chat",
  userId: "user",
  parentId: null,
  tokens: 1,
  createdAt: new Date("2026-01-02T03:04:05.678Z"),
};

/** A question with the given fields. */
export function sampleQuestion(facts: Partial<Question> & { id: string }): Question {
  return { ...base, role: "user", content: `question ${facts.id}`, ...facts };
}

/** A complete answer with the given fields. */
export function sampleAnswer(facts: Partial<Answer> & { id: string }): Answer {
  return {
    ...base,
    role: "assistant",
    content: `answer ${facts.id}`,
    model: "fake-model",
    state: "complete",
    finishReason: "stop",
    errorCode: null,
    retryAt: null,
    leftOut: [],
    promptTokens: 1,
    completionTokens: 1,
    cachedPromptTokens: null,
    finishedAt: base.createdAt,
    thinking: null,
    ...facts,
  };
}
