import { AppError } from "../app_error.ts";
import { type MessagePage, newestOf } from "../chats/bounded_page.ts";
import { foundChat } from "../chats/chat.ts";
import type { ChatGateway } from "../chats/gateway.ts";
import type { Message } from "../chats/message.ts";
import type { Clock } from "../clock.ts";
import { said } from "../said.ts";
import type { Share, ShareGateway } from "./gateway.ts";

/** What a reader with the link sees of a chat; nothing in it tells the owner. */
export type SharedPage = MessagePage & { readonly title: string };

/** The use cases about links that let anyone read a chat. Errors are those of {@link App}. */
export interface ShareUseCases {
  /** A chat's share, or `null`. @throws `not_found` */
  findShare(userId: string, chatId: string): Promise<Share | null>;

  /**
   * Lets anyone with the link read a chat's active branch up to its newest message now. A chat that
   * is already shared keeps its link, which from now on shows that message, too.
   *
   * @throws `not_found`
   */
  shareChat(userId: string, chatId: string): Promise<Share>;

  /** Ends sharing; does nothing when the chat isn't shared. @throws `not_found` */
  unshareChat(userId: string, chatId: string): Promise<void>;

  /**
   * A page of a shared chat: its last `limit` messages, or those before the message `before`. Fewer
   * if their text would exceed `bytes`, but at least one.
   *
   * @throws `not_found`
   */
  readShare(
    input: { linkSecret: string; before?: string; limit: number; bytes: number },
  ): Promise<SharedPage>;

  /** One message of a shared chat. @throws `not_found` */
  readSharedMessage(linkSecret: string, messageId: string): Promise<Message>;
}

type ShareDeps = {
  readonly shares: ShareGateway;
  readonly chats: ChatGateway;
  readonly clock: Clock;
  readonly newSecret: () => string;
};

/** Binds the use cases about links that let anyone read a chat. */
export function createShareUseCases(deps: ShareDeps): ShareUseCases {
  const { shares, clock, newSecret } = deps;
  return {
    async findShare(userId, chatId) {
      foundChat(await deps.chats.find(userId, chatId));
      return await shares.find(userId, chatId);
    },
    async shareChat(userId, chatId) {
      const { activeLeaf: leaf } = foundChat(await deps.chats.find(userId, chatId));
      return await shares.save({
        userId,
        chatId,
        leaf,
        linkSecret: newSecret(),
        createdAt: clock.now(),
      });
    },
    async unshareChat(userId, chatId) {
      foundChat(await deps.chats.find(userId, chatId));
      await shares.remove(userId, chatId);
    },
    readShare: (input) => readShare(deps, input),
    async readSharedMessage(linkSecret, messageId) {
      const { share } = await openShare(deps, linkSecret, messageId);
      const { userId, chatId } = share;
      const [message] = await deps.chats.path(userId, chatId, { from: messageId, limit: 1 });
      if (!message) throw noShare();
      return message;
    },
  };
}

async function readShare(
  deps: ShareDeps,
  { linkSecret, before, limit, bytes }: Parameters<ShareUseCases["readShare"]>[0],
): Promise<SharedPage> {
  const { share, chat } = await openShare(deps, linkSecret, before);
  const { userId, chatId, leaf } = share;
  const page = before === undefined ? { from: leaf, limit } : { from: before, limit: limit + 1 };
  const path = await deps.chats.path(userId, chatId, { ...page, bytes });
  const messages = before === undefined ? path : path.slice(0, -1);
  return { title: chat.title, ...newestOf(messages, { limit, bytes }) };
}

/** @param messageId A message that has to be part of the share. */
async function openShare({ shares, chats }: ShareDeps, linkSecret: string, messageId?: string) {
  const share = await shares.open(linkSecret);
  const chat = share && await chats.find(share.userId, share.chatId);
  if (!chat) throw noShare();
  // A message that isn't on the path to the leaf is on another branch, or newer than the share.
  if (messageId !== undefined && !await shares.reaches(share, messageId)) throw noShare();
  return { share, chat };
}

function noShare(): AppError {
  return new AppError(
    "not_found",
    said`This link does not lead to a shared chat, or no longer does`,
  );
}
