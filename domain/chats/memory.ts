import { findModel, type Model, modelOrDefault } from "../models/catalog.ts";
import type { ModelDirectory } from "../models/directory.ts";
import type { Tokenizer } from "../models/tokenizer.ts";
import type { Chat } from "./chat.ts";
import type { ChatGateway } from "./gateway.ts";
import type { Message, Question } from "./message.ts";
import { messageBudget, tokenWindow } from "./token_window.ts";

/** What it takes to find out how much of a chat its model reads. */
export type MemoryDeps = {
  readonly chats: ChatGateway;
  readonly models: ModelDirectory;
  readonly tokenizer: Tokenizer;
};

/** A chat and what the model shall answer in it: a question, with what follows it. */
export type Asked = {
  readonly chat: Chat;
  readonly asked: readonly [Question, ...Message[]];
};

/** Room for the messages of a chat. */
export type ChatBudget = {
  readonly model: Model;
  readonly systemTokens: number;
  /** Tokens that the messages may take. */
  readonly budget: number;
};

/**
 * Room for the messages of a chat as it is set now.
 *
 * @throws {AppError} `invalid_argument` on field `model` when its model is not on offer.
 */
export async function chatBudget(
  { models, tokenizer }: MemoryDeps,
  { config, systemMessage }: Chat,
): Promise<ChatBudget> {
  const model = findModel(models.catalog, config.model);
  const systemTokens = await tokenizer.count(systemMessage, model.name);
  return { model, systemTokens, budget: messageBudget(model, config, systemTokens) };
}

/** What is asked with the newest messages before it, as far as all of that fits the budget. */
export async function readWindow(
  deps: MemoryDeps,
  { chat, asked }: Asked,
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

/** Id of a window's oldest message; `null` where the chat begins with it, so that none was left out. */
export function beginOf([oldest]: readonly Message[]): string | null {
  return oldest && oldest.parentId !== null ? oldest.id : null;
}

/**
 * Where the model's memory begins on the branch that the chat shows, if its last question is answered with
 * the chat as it is set now.
 *
 * @returns Id of the oldest message that the model reads; `null` when it reads them all.
 */
export async function findMemory(deps: MemoryDeps, chat: Chat): Promise<string | null> {
  const { userId, id, activeLeaf: from } = chat;
  const end = await deps.chats.path(userId, id, { from, limit: 2 });
  const question = end.findLast((message) => message.role === "user");
  if (!question) return null;
  const model = modelOrDefault(deps.models.catalog, chat.config.model).name;
  const answered = { ...chat, config: { ...chat.config, model } };
  const { budget } = await chatBudget(deps, answered);
  const window = await readWindow(deps, { chat: answered, asked: [question] }, budget);
  // A question that is too long today is still the last that the model read.
  return beginOf(window.length > 0 ? window : [question]);
}

/** The answer of a process that died was stored without its tokens, so they are counted here. */
export async function countedMessage<M extends Message>(
  { tokenizer }: Pick<MemoryDeps, "tokenizer">,
  message: M,
): Promise<M> {
  if (message.role === "user" || message.state !== "interrupted") return message;
  return { ...message, tokens: await tokenizer.count(message.content, message.model) };
}
