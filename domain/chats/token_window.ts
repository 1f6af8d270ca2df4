import { AppError, invalidArgument } from "../app_error.ts";
import { findModel, type Model, modelOrDefault } from "../models/catalog.ts";
import type { CompletionRequest } from "../models/completion_provider.ts";
import type { ModelDirectory } from "../models/directory.ts";
import type { ChatConfig } from "../models/settings.ts";
import type { Tokenizer } from "../models/tokenizer.ts";
import { said } from "../said.ts";
import type { Chat } from "./chat.ts";
import type { ChatGateway } from "./gateway.ts";
import type { Message, Question } from "./message.ts";
import { readableMessages, toPrompt } from "./prompt_messages.ts";

/**
 * Tokens that the chat format adds to each message: three of framing and one for the role.
 * Source: OpenAI Cookbook, "How to count tokens with tiktoken", section 6.
 */
export const MESSAGE_OVERHEAD = 4;

/** Tokens that the format adds at the start of the reply. Source: as above. */
const REPLY_OVERHEAD = 3;

/** Tokens kept free for the reply when the chat sets no limit; at most a quarter of the context. */
const DEFAULT_REPLY_TOKENS = 4096;

/** What the functions here work with. */
export type TokenWindowDeps = {
  readonly chats: ChatGateway;
  readonly models: ModelDirectory;
  readonly tokenizer: Tokenizer;
};

/** A chat, and a question to answer in it, with any messages after the question. */
export type Asked = {
  readonly chat: Chat;
  readonly asked: readonly [Question, ...Message[]];
};

/** The request for a turn, with our own count of its tokens for servers that report no usage. */
export type Prompt = CompletionRequest & { readonly tokens: number };

/**
 * Makes the prompt from the newest messages that fit.
 *
 * @param plan All of its `asked` messages must fit.
 * @returns `memoryBeginsAt`: the oldest message in the prompt, if older ones were left out.
 * @throws {AppError} `message_too_long`, `invalid_argument`
 */
export async function fitPrompt(
  deps: TokenWindowDeps,
  plan: Asked,
): Promise<{ prompt: Prompt; memoryBeginsAt: string | null }> {
  const { chat, asked } = plan;
  const { model, systemTokens, budget } = await chatBudget(deps, chat);
  assertMessagesFit(asked, budget, model);
  const window = await readWindow(deps, plan, budget);
  return {
    prompt: {
      config: chat.config,
      messages: toPrompt(chat.systemMessage, window),
      tokens: promptTokens(window, systemTokens),
    },
    memoryBeginsAt: startOf(window),
  };
}

/**
 * Where the model's memory begins on the shown branch, if its last question were answered with the
 * chat's settings now.
 *
 * @returns Id of the oldest message that the model reads; `null` when it reads them all.
 */
export async function findMemoryStart(deps: TokenWindowDeps, chat: Chat): Promise<string | null> {
  const { userId, id, activeLeaf: from } = chat;
  const end = await deps.chats.path(userId, id, { from, limit: 2 });
  const question = end.findLast((message) => message.role === "user");
  if (!question) return null;
  const model = modelOrDefault(deps.models.catalog, chat.config.model).name;
  const answered = { ...chat, config: { ...chat.config, model } };
  const { budget } = await chatBudget(deps, answered);
  const window = await readWindow(deps, { chat: answered, asked: [question] }, budget);
  // A question that no longer fits is still the last message that the model read.
  return startOf(window.length > 0 ? window : [question]);
}

/** A message with its tokens: the answer of a process that died is stored without them. */
export async function countedMessage<M extends Message>(
  { tokenizer }: Pick<TokenWindowDeps, "tokenizer">,
  message: M,
): Promise<M> {
  if (message.role === "user" || message.state !== "interrupted") return message;
  return { ...message, tokens: await tokenizer.count(message.content, message.model) };
}

/** How many tokens the messages of a chat may take. */
type ChatBudget = {
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
async function chatBudget(
  { models, tokenizer }: TokenWindowDeps,
  { config, systemMessage }: Chat,
): Promise<ChatBudget> {
  const model = findModel(models.catalog, config.model);
  const systemTokens = await tokenizer.count(systemMessage, model.name);
  return { model, systemTokens, budget: messageBudget(model, config, systemTokens) };
}

/** The asked messages with the newest readable ones before them, as many as fit the budget. */
async function readWindow(
  deps: TokenWindowDeps,
  { chat, asked }: Asked,
  budget: number,
): Promise<readonly Message[]> {
  const from = asked[0].parentId;
  const range = { from: from ?? "", tokens: budget };
  const earlier = from ? await deps.chats.window(chat.userId, chat.id, range) : [];
  const path = await Promise.all(
    [...earlier, ...asked].map((message) => countedMessage(deps, message)),
  );
  return tokenWindow(readableMessages(path), budget);
}

/**
 * Id of a window's oldest message; `null` when the chat begins with it, so that none was left out.
 */
function startOf([oldest]: readonly Message[]): string | null {
  return oldest && oldest.parentId !== null ? oldest.id : null;
}

/**
 * Most tokens of a prompt's messages: the model's context size minus what the reply and the system
 * message need.
 *
 * @param systemTokens Tokens of the system message, 0 when there is none.
 */
export function messageBudget(model: Model, config: ChatConfig, systemTokens: number): number {
  const reply = config.maxTokens ??
    Math.min(DEFAULT_REPLY_TOKENS, Math.floor(model.contextTokens / 4));
  return model.contextTokens - reply - promptTokens([], systemTokens);
}

/**
 * Tokens of a whole prompt.
 *
 * @param window Messages from {@link tokenWindow}.
 * @param systemTokens Tokens of the system message, 0 when there is none.
 */
export function promptTokens(window: readonly Message[], systemTokens: number): number {
  const system = systemTokens > 0 ? systemTokens + MESSAGE_OVERHEAD : 0;
  const messages = window.reduce((sum, { tokens }) => sum + tokens + MESSAGE_OVERHEAD, 0);
  return system + messages + REPLY_OVERHEAD;
}

/**
 * Refuses messages that exceed the budget by themselves.
 *
 * @param asked The message to send, or several that the model must read together.
 * @throws {AppError} `message_too_long` with `tokens` and `budget` in its details;
 * `invalid_argument` when the chat's settings leave no room for any message.
 */
export function assertMessagesFit(asked: readonly Message[], budget: number, model: Model): void {
  const [first, ...others] = asked.map((message) => message.tokens);
  const tokens = others.reduce((sum, more) => sum + more + MESSAGE_OVERHEAD, first ?? 0);
  const most = budget - MESSAGE_OVERHEAD;
  if (tokens <= most) return;
  if (most <= 0) {
    throw invalidArgument(
      "message",
      said`Cannot send message: the system message and the space kept for the answer take all ${model.contextTokens} tokens that ${model.name} reads`,
    );
  }
  const words = others.length > 0
    ? said`Cannot continue answer: with its question, its ${tokens} tokens exceed the ${most} that ${model.name} can read here`
    : said`Cannot send message: its ${tokens} tokens exceed the ${most} that ${model.name} can read here`;
  throw new AppError(
    "message_too_long",
    words,
    { details: { tokens, budget: most } },
  );
}

/**
 * The messages of a path that the model reads: the newest that fit the budget, never beginning with
 * an answer whose question was left out.
 *
 * @param path Readable messages of the active path, oldest first.
 * @param budget From {@link messageBudget}.
 * @returns A suffix of `path`.
 */
export function tokenWindow(path: readonly Message[], budget: number): readonly Message[] {
  let start = path.length;
  let left = budget;
  while (start > 0) {
    left -= path[start - 1]!.tokens + MESSAGE_OVERHEAD;
    if (left < 0) break;
    start--;
  }
  while (path[start]?.role === "assistant") start++;
  return path.slice(start);
}
