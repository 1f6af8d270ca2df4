import type { RunnerDeps } from "../app_deps.ts";
import type { Chat } from "../chats/chat.ts";
import type { Message, Question } from "../chats/message.ts";
import { findModel, type Model } from "../models/catalog.ts";
import type { Prompt } from "./running_turn.ts";
import {
  assertMessagesFit,
  messageBudget,
  promptTokens,
  tokenWindow,
  toPrompt,
} from "../chats/token_window.ts";

/** What the model shall answer. */
type PromptPlan = {
  readonly chat: Chat;
  /** A question, with what follows it; all of that must fit. */
  readonly asked: readonly [Question, ...Message[]];
};

type Budget = {
  readonly model: Model;
  readonly systemTokens: number;
  /** Tokens that the messages may take. */
  readonly budget: number;
};

/**
 * Makes the prompt of the newest messages that fit.
 *
 * @returns `memoryBeginsAt`: the oldest of them, where older ones were left out.
 * @throws {AppError} `message_too_long`, `invalid_argument`
 */
export async function fitPrompt(
  deps: RunnerDeps,
  { chat, asked }: PromptPlan,
): Promise<{ prompt: Prompt; memoryBeginsAt: string | null }> {
  const { model, systemTokens, budget } = await budgetOf(deps, chat);
  assertMessagesFit(asked, budget, model);
  const window = await readWindow(deps, { chat, asked }, budget);
  return {
    prompt: {
      config: chat.config,
      messages: toPrompt(chat.systemMessage, window),
      tokens: promptTokens(window, systemTokens),
    },
    memoryBeginsAt: beginOf(window),
  };
}

/**
 * Where the model's memory begins when a question is answered with the chat as it is set now.
 *
 * @returns The oldest message it reads; `null` when it reads them all.
 */
export async function findMemory(
  deps: RunnerDeps,
  chat: Chat,
  question: Question,
): Promise<string | null> {
  const { budget } = await budgetOf(deps, chat);
  const window = await readWindow(deps, { chat, asked: [question] }, budget);
  // One that is too long today is still the last of which the model heard.
  return window.length > 0 ? beginOf(window) : beginOf([question]);
}

async function budgetOf(
  { models, tokenizer }: RunnerDeps,
  { config, systemMessage }: Chat,
): Promise<Budget> {
  const model = findModel(models.catalog, config.model);
  const systemTokens = await tokenizer.count(systemMessage, model.name);
  return { model, systemTokens, budget: messageBudget(model, config, systemTokens) };
}

async function readWindow(
  deps: RunnerDeps,
  { chat, asked }: PromptPlan,
  budget: number,
): Promise<readonly Message[]> {
  const from = asked[0].parentId;
  const range = { from: from ?? "", tokens: budget };
  const earlier = from ? await deps.chats.window(chat.userId, chat.id, range) : [];
  const path = await Promise.all(
    [...earlier, ...asked].map((message) => countedMessage(deps, message)),
  );
  return tokenWindow(path, budget);
}

function beginOf([oldest]: readonly Message[]): string | null {
  return oldest && oldest.parentId !== null ? oldest.id : null;
}

/** Whoever interrupts a dead process's answer can't count its tokens, so that is done here. */
export async function countedMessage<M extends Message>(
  { tokenizer }: RunnerDeps,
  message: M,
): Promise<M> {
  if (message.role === "user" || message.state !== "interrupted") return message;
  return { ...message, tokens: await tokenizer.count(message.content, message.model) };
}
