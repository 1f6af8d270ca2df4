import type { Chat } from "./chat.ts";

/** Some of a user's chats: those with these ids, or all archived ones, or all others. */
export type ChatSelection =
  | { readonly ids: readonly string[] }
  | { readonly archived: boolean };

/**
 * Keeps deleted chats for a while. All other gateways treat them as missing. Every method that
 * takes the owner treats other users' chats as missing.
 */
export interface ChatBin {
  /**
   * Deletes chats; running answers go on. All chats of one deletion get the same time, which
   * identifies it.
   *
   * @returns How many chats were deleted at that time, and those of them with a running answer.
   */
  put(
    userId: string,
    chats: ChatSelection,
    deletedAt: Date,
  ): Promise<{ count: number; answering: Chat[] }>;

  /** How many chats of one deletion can be restored. */
  count(userId: string, deletedAt: Date): Promise<number>;

  /** Restores the chats of one deletion. @returns their ids. */
  restore(userId: string, deletedAt: Date): Promise<string[]>;

  /**
   * Removes for good one chat that was deleted before `deletedBefore`, with everything in it, or at
   * most `limit` of its messages. Safe to call from several processes at once.
   *
   * @returns whether there was anything to remove.
   */
  purge(deletedBefore: Date, limit: number): Promise<boolean>;
}
