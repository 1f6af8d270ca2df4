import type { Chat, ChatConfig } from "./chat.ts";
import type { Message } from "./message.ts";

/** What may change in a chat outside a turn. */
export type ChatChanges = {
  readonly title?: string;
  readonly systemMessage?: string;
  readonly status?: "ended";
  readonly config?: ChatConfig;
  readonly pinned?: boolean;
  readonly archived?: boolean;
  /** The end of the branch to show. */
  readonly activeLeaf?: string;
  readonly memoryBeginsAt?: string | null;
};

/**
 * Stored chats and the reading of their messages. Every method takes the owner: what belongs to
 * somebody else is treated as missing.
 */
export interface ChatGateway {
  /** The chat, or `null` when this user has none of that id. */
  find(userId: string, chatId: string): Promise<Chat | null>;

  /**
   * A page of the user's chats, by last message, newest first.
   *
   * @param page At most `limit` chats that come after the chat `before`, from the newest without it.
   */
  list(userId: string, page: { before?: string; limit: number }): Promise<Chat[]>;

  /** Changes a chat. @returns it as it is now, or `null` when this user has none of that id. */
  update(userId: string, chatId: string, changes: ChatChanges): Promise<Chat | null>;

  /** Deletes a chat with its messages, running answers included. @returns whether there was one. */
  delete(userId: string, chatId: string): Promise<boolean>;

  /**
   * Messages of one branch, read upwards in time from `from` and returned oldest first. An answer
   * that streams comes with the text stored so far.
   *
   * @param page `from` is the newest message wanted; at most `limit` messages.
   */
  path(userId: string, chatId: string, page: { from: string; limit: number }): Promise<Message[]>;

  /**
   * Like `path`, but stops after the first message with which the tokens read exceed
   * `tokens`: all that could fit a context window, whatever the length of the chat.
   */
  window(
    userId: string,
    chatId: string,
    range: { from: string; tokens: number },
  ): Promise<Message[]>;

  /**
   * The versions of messages: all that reply to the same message, or that a chat begins with. In one
   * statement, however many there are.
   *
   * @param messages Some of one path.
   * @returns Under each one's id the ids of all its versions, itself among them, oldest first; nothing
   * for those that are alone.
   */
  versions(
    userId: string,
    chatId: string,
    messages: readonly Pick<Message, "id" | "parentId">[],
  ): Promise<Map<string, readonly string[]>>;

  /** The newest end of the branches on which a message is, or `null` when the chat has no such message. */
  newestLeaf(userId: string, chatId: string, messageId: string): Promise<string | null>;
}
