import type { Chat } from "../chats/chat.ts";
import type { Message } from "../chats/message.ts";

/** A message's place in its chat's tree. */
export type TreeNode = Pick<Message, "id" | "parentId">;

/**
 * Stored chats as wholes, to be carried out and in. Every method takes the owner: what belongs to
 * somebody else is treated as missing. What was deleted is missing, too, but for `restore`.
 */
export interface ArchiveGateway {
  /** The user's chats by id: at most `limit` that come after `after`, or the first ones. */
  chats(userId: string, page: { after: string | null; limit: number }): Promise<Chat[]>;

  /** Every message of a chat by its place, oldest first; none when this user has no such chat. */
  tree(userId: string, chatId: string): Promise<TreeNode[]>;

  /**
   * Messages of a chat whole, in the order of `ids`; those that are gone are left out.
   *
   * @param ids At most some hundred.
   */
  messages(userId: string, chatId: string, ids: readonly string[]): Promise<Message[]>;

  /** Which of these chats the user has. */
  known(userId: string, chatIds: readonly string[]): Promise<string[]>;

  /** Brings back those of these chats that the user deleted after `since`. @returns their ids. */
  restore(userId: string, chatIds: readonly string[], since: Date): Promise<string[]>;

  /**
   * Stores a chat with all its messages, or nothing.
   *
   * @param messages None of them streams.
   * @param storageLimit Bytes that the user may have stored with it; by default any number.
   * @returns false when there is a chat of that id already.
   * @throws {AppError} `storage_full`
   */
  store(
    chat: Chat,
    messages: readonly Message[],
    storageLimit?: number | null,
  ): Promise<boolean>;
}
