import type { RunnerDeps } from "./app_deps.ts";
import type { Chat } from "./chat.ts";
import type { Message, Question } from "./message.ts";
import { findModel } from "./model_catalog.ts";
import type { Prompt } from "./running_turn.ts";
import {
  assertMessagesFit,
  messageBudget,
  promptTokens,
  tokenWindow,
  toPrompt,
} from "./token_window.ts";

/** What the model shall answer. */
type PromptPlan = {
  readonly chat: Chat;
  /** A question, with what follows it; all of that must fit. */
  readonly asked: readonly [Question, ...Message[]];
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
  const { userId, id: chatId, config, systemMessage } = chat;
  const model = findModel(deps.models.catalog, config.model);
  const systemTokens = await deps.tokenizer.count(systemMessage, model.name);
  const budget = messageBudget(model, config, systemTokens);
  assertMessagesFit(asked, budget, model);
  const from = asked[0].parentId;
  const earlier = from ? await deps.chats.window(userId, chatId, { from, tokens: budget }) : [];
  const path = await Promise.all(
    [...earlier, ...asked].map((message) => countedMessage(deps, message)),
  );
  const window = tokenWindow(path, budget);
  const oldest = window[0];
  return {
    prompt: {
      config,
      messages: toPrompt(systemMessage, window),
      tokens: promptTokens(window, systemTokens),
    },
    memoryBeginsAt: oldest && oldest.parentId !== null ? oldest.id : null,
  };
}

/** Whoever interrupts a dead process's answer can't count its tokens, so that is done here. */
export async function countedMessage<M extends Message>(
  { tokenizer }: RunnerDeps,
  message: M,
): Promise<M> {
  if (message.role === "user" || message.state !== "interrupted") return message;
  return { ...message, tokens: await tokenizer.count(message.content, message.model) };
}
