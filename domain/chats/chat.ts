import { AppError } from "../app_error.ts";
import type { ChatConfig } from "../models/settings.ts";
import { said } from "../said.ts";

/** Tokens billed so far, as the upstream reported them (our own count where it reported none). */
export type TokenUsage = {
  readonly promptTokens: number;
  readonly completionTokens: number;
};

/** A conversation with a model. An ended chat can be read but takes no more messages. */
export type Chat = {
  /** UUIDv7. */
  readonly id: string;
  /** Begins at 1; every change of the chat raises it. */
  readonly revision: number;
  readonly userId: string;
  readonly title: string;
  readonly systemMessage: string;
  readonly status: "active" | "ended";
  readonly config: ChatConfig;
  /** Id of the newest message of the shown branch. */
  readonly activeLeaf: string;
  /** Id of the question that is being answered right now, or `null`. */
  readonly answering: string | null;
  /**
   * Id of the oldest message that was in the prompt of the newest question, or `null` when all
   * were.
   */
  readonly memoryBeginsAt: string | null;
  readonly tokenUsage: TokenUsage;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly createdAt: Date;
  /** Time of the last message. */
  readonly updatedAt: Date;
};

/** What a list shows of a chat, and the revision, which changes with it. */
export type ListedChat = Pick<Chat, "id" | "revision" | "title" | "pinned" | "updatedAt">;

/**
 * The chat that a gateway found. Gateways find a user's own chats only, so the chat of another user
 * is refused as one that doesn't exist.
 *
 * @throws {AppError} `not_found` when the gateway found none.
 */
export function foundChat(chat: Chat | null): Chat {
  if (!chat) throw noSuchChat();
  return chat;
}

/** The `not_found` error about a chat: missing, deleted, or another user's. */
export function noSuchChat(): AppError {
  return new AppError("not_found", said`There is no such chat`);
}
