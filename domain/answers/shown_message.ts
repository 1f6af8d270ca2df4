import { type MessagePage, newestOf } from "../chats/bounded_page.ts";
import type { ChatGateway } from "../chats/gateway.ts";
import type { BranchUseCases } from "./branches.ts";

/** A page of a chat's messages from anywhere in it. */
export type InnerPage = MessagePage & {
  /** Whether newer messages come after these. */
  readonly hasNewer: boolean;
};

/** The use case of going to a message. Errors are those of {@link App}. */
export interface ShownMessageUseCases {
  /**
   * A page of `limit` messages with this one in its midst, or the last page where that has it; one that ends with
   * it where the text would be longer than `bytes` otherwise. When the message is on another branch than the
   * one that the chat shows, that branch is shown from now on.
   *
   * @throws `not_found`
   */
  showMessage(
    input: { userId: string; chatId: string; messageId: string; limit: number; bytes: number },
  ): Promise<InnerPage>;
}

type ShownMessageDeps = Pick<BranchUseCases, "selectBranch"> & { readonly chats: ChatGateway };

/** Binds the use case of going to a message. */
export function createShownMessageUseCases(
  { chats, selectBranch }: ShownMessageDeps,
): ShownMessageUseCases {
  return {
    async showMessage({ userId, chatId, messageId, limit, bytes }) {
      const distance = Math.floor(limit / 2);
      const endBelow = (leaf: string) =>
        chats.follower(userId, chatId, { leaf, messageId, distance });
      let leaf = (await chats.find(userId, chatId))?.activeLeaf;
      let from = leaf === undefined ? null : await endBelow(leaf);
      if (from === null) {
        leaf = (await selectBranch({ userId, chatId, messageId })).activeLeaf;
        from = await endBelow(leaf) ?? leaf;
      }
      const pageUpTo = async (from: string) => {
        const path = await chats.path(userId, chatId, { from, limit, bytes });
        return { ...newestOf(path, { limit, bytes }), hasNewer: from !== leaf };
      };
      const page = await pageUpTo(from);
      const hasIt = page.messages.some(({ id }) => id === messageId);
      return hasIt ? page : await pageUpTo(messageId);
    },
  };
}
