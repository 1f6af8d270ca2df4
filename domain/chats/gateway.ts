import type { ChatConfig } from "../models/settings.ts";
import type { Chat } from "./chat.ts";
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

/** When a chat is changed at all. */
export type UpdateConditions = {
  /** The chat must have this revision. */
  readonly revision?: number;
  /** Bytes that the user may have stored with the change; by default any number. */
  readonly storageLimit?: number | null;
};

/** A place in the list of chats: right after this chat, as it was when it was listed. */
export type ChatCursor = Pick<Chat, "id" | "pinned" | "updatedAt">;

/** A page of the list: at most `limit` chats after `before`, from the first without it. */
export type ChatListPage = {
  readonly before?: ChatCursor;
  readonly limit: number;
  /** Whether the archived ones are wanted, or the others; those by default. */
  readonly archived?: boolean;
};

/**
 * Stored chats and the reading of their messages. Every method takes the owner: what belongs to
 * somebody else is treated as missing, and so is what was deleted, see {@link ChatBin}.
 */
export interface ChatGateway {
  /** The chat, or `null` when this user has none of that id. */
  find(userId: string, chatId: string): Promise<Chat | null>;

  /** A page of the user's chats: the pinned first, then by last message, newest first. */
  list(userId: string, page: ChatListPage): Promise<Chat[]>;

  /**
   * Changes a chat, all of it at once.
   *
   * @returns it as it is now, or `null` when this user has none of that id.
   * @throws {AppError} `chat_changed` when it has another revision; `storage_full` when it would have
   * longer texts than fit. Nothing is changed then.
   */
  update(
    userId: string,
    chatId: string,
    changes: ChatChanges,
    conditions?: UpdateConditions,
  ): Promise<Chat | null>;

  /** Changes those of these chats that are the user's. @returns how many those are. */
  updateAll(userId: string, chatIds: readonly string[], changes: ChatChanges): Promise<number>;

  /** Gives a chat another title, if it still has the title `from`. @returns whether it had. */
  retitle(userId: string, chatId: string, title: { from: string; to: string }): Promise<boolean>;

  /**
   * Messages of one branch, read upwards in time from `from` and returned oldest first. An answer
   * that streams comes with the text stored so far.
   *
   * @param page `from` is the newest message wanted; at most `limit` messages. With `bytes` the last is the one
   * with which the text of those above `from` becomes longer than that.
   */
  path(
    userId: string,
    chatId: string,
    page: { from: string; limit: number; bytes?: number },
  ): Promise<Message[]>;

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

  /**
   * The message that comes `distance` messages after `messageId` on the path to `leaf`, or the leaf where
   * that is nearer; `null` when the message is not on that path.
   */
  follower(
    userId: string,
    chatId: string,
    place: { leaf: string; messageId: string; distance: number },
  ): Promise<string | null>;
}
