import { AppError } from "../app_error.ts";
import type { Clock } from "../clock.ts";
import { said } from "../said.ts";
import type { ChatBin, ChatSelection } from "./bin.ts";
import { type Chat, noSuchChat } from "./chat.ts";
import { assertSelection } from "./chats.ts";
import { UNDO_WINDOW } from "./purge.ts";

/** The use cases about deleting chats. Errors are those of {@link App}. */
export interface DeletionUseCases {
  /**
   * Deletes chats with all their messages; running answers are stopped. Other users' chats among
   * them are ignored.
   *
   * @returns The time of the deletion, which identifies it for an hour.
   * @throws `not_found` when the user has none of them, `invalid_argument` when too many are named.
   */
  deleteChats(userId: string, chats: ChatSelection): Promise<Date>;

  /** How many chats of a deletion can be restored: 0 when it is unknown or too old. */
  countDeleted(userId: string, deletedAt: Date): Promise<number>;

  /** Restores the chats of a deletion. @returns their ids. @throws `not_found` */
  restoreChats(userId: string, deletedAt: Date): Promise<string[]>;
}

type DeletionDeps = {
  readonly bin: ChatBin;
  readonly clock: Clock;
  /** Stops the answers that are being written in a chat, by any process and on any branch. */
  readonly stopAnswersIn: (chat: Chat) => Promise<void>;
};

/** Binds the use cases about deleting chats. */
export function createDeletionUseCases(
  { bin, clock, stopAnswersIn }: DeletionDeps,
): DeletionUseCases {
  const isTooOld = (deletedAt: Date) => deletedAt.getTime() <= clock.now().getTime() - UNDO_WINDOW;
  return {
    async deleteChats(userId, chats) {
      if ("ids" in chats) assertSelection(chats.ids);
      const deletedAt = clock.now();
      const { count, answering } = await bin.put(userId, chats, deletedAt);
      if (count === 0) throw noSuchChat();
      await Promise.all(answering.map(stopAnswersIn));
      return deletedAt;
    },
    async countDeleted(userId, deletedAt) {
      return isTooOld(deletedAt) ? 0 : await bin.count(userId, deletedAt);
    },
    async restoreChats(userId, deletedAt) {
      const restored = isTooOld(deletedAt) ? [] : await bin.restore(userId, deletedAt);
      if (restored.length > 0) return restored;
      throw new AppError("not_found", said`These chats can no longer be restored`);
    },
  };
}
