import { type MessagePage, newestOf } from "../chats/bounded_page.ts";
import type { ChatGateway } from "../chats/gateway.ts";
import type { BranchUseCases } from "./branches.ts";

/** A page of messages from anywhere in a chat. */
export type InnerPage = MessagePage & {
  /** Whether newer messages follow these. */
  readonly hasNewer: boolean;
};

/** The use case of jumping to a message. Errors are those of {@link App}. */
export interface ShownMessageUseCases {
  /**
   * A page of `limit` messages with this one in the middle, or the last page if the message is on
   * it. If that page, cut to `bytes` of text, would lose the message, the page ends with it
   * instead. A message on a branch that the chat doesn't show makes the chat show that branch from
   * now on.
   *
   * @throws `not_found`
   */
  showMessage(
    input: { userId: string; chatId: string; messageId: string; limit: number; bytes: number },
  ): Promise<InnerPage>;
}

type ShownMessageDeps = Pick<BranchUseCases, "selectBranch"> & { readonly chats: ChatGateway };

/** Binds the use case of jumping to a message. */
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
