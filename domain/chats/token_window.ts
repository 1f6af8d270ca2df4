import { AppError, invalidArgument } from "../app_error.ts";
import type { Model } from "../models/catalog.ts";
import type { PromptMessage } from "../models/completion_provider.ts";
import type { ChatConfig } from "../models/settings.ts";
import { said } from "../said.ts";
import type { Message } from "./message.ts";

/**
 * Tokens that the chat format adds to each message: three of framing and one for the role.
 * Source: OpenAI Cookbook, "How to count tokens with tiktoken", section 6.
 */
export const MESSAGE_OVERHEAD = 4;

/** Tokens that the format adds at the start of the reply. Source: as above. */
const REPLY_OVERHEAD = 3;

/** Tokens kept free for the reply when the chat sets no limit; at most a quarter of the context. */
const DEFAULT_REPLY_TOKENS = 4096;

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
 * @param path The active path, oldest first.
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

/**
 * The prompt for a window: the system message, which is always kept, then the window's messages.
 * Answers without text, which failed before their first word, are left out.
 */
export function toPrompt(systemMessage: string, window: readonly Message[]): PromptMessage[] {
  const system: PromptMessage[] = systemMessage ? [{ role: "system", content: systemMessage }] : [];
  const written = window.filter((message) => message.content !== "");
  return [...system, ...written.map(({ role, content }) => ({ role, content }))];
}
