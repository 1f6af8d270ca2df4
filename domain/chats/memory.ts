import { findModel, type Model, modelOrDefault } from "../models/catalog.ts";
import type { ModelDirectory } from "../models/directory.ts";
import type { Tokenizer } from "../models/tokenizer.ts";
import type { Chat } from "./chat.ts";
import type { ChatGateway } from "./gateway.ts";
import type { Message, Question } from "./message.ts";
import { messageBudget, tokenWindow } from "./token_window.ts";

/** What finding out how much of a chat its model reads works with. */
export type MemoryDeps = {
  readonly chats: ChatGateway;
  readonly models: ModelDirectory;
  readonly tokenizer: Tokenizer;
};

/** A chat, and a question to answer in it, with any messages after the question. */
export type Asked = {
  readonly chat: Chat;
  readonly asked: readonly [Question, ...Message[]];
};

/** How many tokens the messages of a chat may take. */
export type ChatBudget = {
  readonly model: Model;
  readonly systemTokens: number;
  /** Most tokens of the messages. */
  readonly budget: number;
};

/**
 * How many tokens the messages of a chat may take with its settings now.
 *
 * @throws {AppError} `invalid_argument` on field `model` when its model is not in the catalogue.
 */
export async function chatBudget(
  { models, tokenizer }: MemoryDeps,
  { config, systemMessage }: Chat,
): Promise<ChatBudget> {
  const model = findModel(models.catalog, config.model);
  const systemTokens = await tokenizer.count(systemMessage, model.name);
  return { model, systemTokens, budget: messageBudget(model, config, systemTokens) };
}

/** The asked messages with the newest ones before them, as many as fit the budget. */
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

/**
 * Id of a window's oldest message; `null` when the chat begins with it, so that none was left out.
 */
export function beginOf([oldest]: readonly Message[]): string | null {
  return oldest && oldest.parentId !== null ? oldest.id : null;
}

/**
 * Where the model's memory begins on the shown branch, if its last question were answered with the
 * chat's settings now.
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
  // A question that no longer fits is still the last message that the model read.
  return beginOf(window.length > 0 ? window : [question]);
}

/** A message with its tokens: the answer of a process that died is stored without them. */
export async function countedMessage<M extends Message>(
  { tokenizer }: Pick<MemoryDeps, "tokenizer">,
  message: M,
): Promise<M> {
  if (message.role === "user" || message.state !== "interrupted") return message;
  return { ...message, tokens: await tokenizer.count(message.content, message.model) };
}
