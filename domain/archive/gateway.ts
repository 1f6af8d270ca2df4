import type { Chat } from "../chats/chat.ts";
import type { Message } from "../chats/message.ts";

/** A message's place in its chat's tree. */
export type TreeNode = Pick<Message, "id" | "parentId">;

/**
 * Whole stored chats, for export and import. Every method takes the owner: other users' chats are
 * treated as missing. So are deleted ones, except by `restore`.
 */
export interface ArchiveGateway {
  /**
   * The user's chats in order of their ids: at most `limit` after the id `after`, or the first
   * ones.
   */
  chats(userId: string, page: { after: string | null; limit: number }): Promise<Chat[]>;

  /** The place of every message of a chat, oldest first; none when this user has no such chat. */
  tree(userId: string, chatId: string): Promise<TreeNode[]>;

  /**
   * Whole messages of a chat, in the order of `ids`; deleted ones are left out.
   *
   * @param ids At most a few hundred.
   */
  messages(userId: string, chatId: string, ids: readonly string[]): Promise<Message[]>;

  /** Which of these chats the user has. */
  known(userId: string, chatIds: readonly string[]): Promise<string[]>;

  /** Restores the chats among these that the user deleted after `since`. @returns their ids. */
  restore(userId: string, chatIds: readonly string[], since: Date): Promise<string[]>;

  /**
   * Stores a chat with all its messages, or nothing.
   *
   * @param messages None of them is streaming.
   * @param storageLimit Most bytes the user may have stored with it; no limit by default.
   * @returns false when there is already a chat with that id.
   * @throws {AppError} `storage_full`
   */
  store(
    chat: Chat,
    messages: readonly Message[],
    storageLimit?: number | null,
  ): Promise<boolean>;
}
