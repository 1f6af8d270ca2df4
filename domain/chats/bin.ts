import type { Chat } from "./chat.ts";

/** Some of a user's chats: those of these ids, or all that are archived, or all that aren't. */
export type ChatSelection =
  | { readonly ids: readonly string[] }
  | { readonly archived: boolean };

/**
 * Where deleted chats are kept for a while. To all other gateways they are missing. Every method that
 * takes the owner treats what belongs to somebody else as missing.
 */
export interface ChatBin {
  /**
   * Deletes chats; running answers go on. One deletion's chats have the same time, which names it.
   *
   * @returns How many were deleted at that time, and those of them that are being answered.
   */
  put(
    userId: string,
    chats: ChatSelection,
    deletedAt: Date,
  ): Promise<{ count: number; answering: Chat[] }>;

  /** How many chats of one deletion could be brought back. */
  count(userId: string, deletedAt: Date): Promise<number>;

  /** Brings the chats of one deletion back. @returns their ids. */
  restore(userId: string, deletedAt: Date): Promise<string[]>;

  /**
   * Removes for good, with all that belongs to it, a chat that was deleted before `deletedBefore`, or as
   * much of it as `limit` messages are. Safe to call from several processes at once.
   *
   * @returns whether there was anything to remove.
   */
  purge(deletedBefore: Date, limit: number): Promise<boolean>;
}
