import type { ChatConfig } from "../models/settings.ts";
import type { Chat, ListedChat } from "./chat.ts";
import type { Message } from "./message.ts";

/** Changes of a chat outside a turn. */
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

/** Conditions under which a chat is changed. */
export type UpdateConditions = {
  /** The chat must have this revision. */
  readonly revision?: number;
  /** Most bytes the user may have stored after the change; no limit by default. */
  readonly storageLimit?: number | null;
};

/** A position in the list of chats: right after this chat, as it was when it was listed. */
export type ChatCursor = Pick<Chat, "id" | "pinned" | "updatedAt">;

/** A page of the list: at most `limit` chats, those after `before` or the first ones. */
export type ChatListPage = {
  readonly before?: ChatCursor;
  readonly limit: number;
  /** True for the archived chats, false (the default) for the others. */
  readonly archived?: boolean;
};

/**
 * Stored chats, and reading their messages. Every method takes the owner: other users' chats are
 * treated as missing, and so are deleted ones, see {@link ChatBin}.
 */
export interface ChatGateway {
  /** The chat, or `null` when this user has no such chat. */
  find(userId: string, chatId: string): Promise<Chat | null>;

  /** A page of the user's chats: the pinned first, then by last message, newest first. */
  list(userId: string, page: ChatListPage): Promise<Chat[]>;

  /** The same page with only what a list shows, at a fraction of the time. */
  listTitles(userId: string, page: ChatListPage): Promise<ListedChat[]>;

  /**
   * Changes a chat, in one transaction.
   *
   * @returns the chat as it is now, or `null` when this user has no such chat.
   * @throws {AppError} `chat_changed` when it has another revision; `storage_full` when its longer
   * texts exceed the limit. Either way nothing is changed.
   */
  update(
    userId: string,
    chatId: string,
    changes: ChatChanges,
    conditions?: UpdateConditions,
  ): Promise<Chat | null>;

  /** Changes the user's chats among these. @returns how many those are. */
  updateAll(userId: string, chatIds: readonly string[], changes: ChatChanges): Promise<number>;

  /** Changes a chat's title if it is still `from`. @returns whether it was. */
  retitle(userId: string, chatId: string, title: { from: string; to: string }): Promise<boolean>;

  /**
   * Messages of one branch, read from `from` back in time and returned oldest first. An answer that
   * streams comes with the text stored so far.
   *
   * @param page `from` is the newest message wanted; at most `limit` messages. With `bytes`,
   * reading ends after the message with which the text before `from` exceeds that.
   */
  path(
    userId: string,
    chatId: string,
    page: { from: string; limit: number; bytes?: number },
  ): Promise<Message[]>;

  /**
   * Like `path`, but stops after the message with which the tokens read exceed `tokens`: enough for
   * a context window, however long the chat is. Without what the models thought, which none reads
   * again.
   */
  window(
    userId: string,
    chatId: string,
    range: { from: string; tokens: number },
  ): Promise<Message[]>;

  /**
   * The versions of messages: all replies to the same message, or all first messages of the chat.
   * Takes one statement, however many there are.
   *
   * @param messages Messages on one path.
   * @returns For each message's id, the ids of all its versions including itself, oldest first.
   * Messages with only one version are left out.
   */
  versions(
    userId: string,
    chatId: string,
    messages: readonly Pick<Message, "id" | "parentId">[],
  ): Promise<Map<string, readonly string[]>>;

  /** The newest leaf below a message, or `null` when the chat has no such message. */
  newestLeaf(userId: string, chatId: string, messageId: string): Promise<string | null>;

  /**
   * The message `distance` messages after `messageId` on the path to `leaf`, or the leaf if that
   * comes sooner; `null` when the message is not on that path.
   */
  follower(
    userId: string,
    chatId: string,
    place: { leaf: string; messageId: string; distance: number },
  ): Promise<string | null>;
}
