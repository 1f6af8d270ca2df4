import { invalidArgument } from "../app_error.ts";
import { said } from "../said.ts";
import { MAX_PAGE_BYTES, type MessagePage, newestOf } from "./bounded_page.ts";
import { type Chat, foundChat, type ListedChat, noSuchChat } from "./chat.ts";
import type { ChatGateway, ChatListPage } from "./gateway.ts";

/** Most chats that one call changes or deletes by their ids. */
export const MAX_SELECTED_CHATS = 500;

/** The use cases that read, end and archive chats. Errors are those of {@link App}. */
export interface ChatUseCases {
  /** @throws `not_found` */
  getChat(userId: string, chatId: string): Promise<Chat>;

  /** A page of the user's chats: the pinned first, then by last message, newest first. */
  listChats(userId: string, page: ChatListPage): Promise<Chat[]>;

  /** The same page with only what a list shows. */
  listChatTitles(userId: string, page: ChatListPage): Promise<ListedChat[]>;

  /**
   * The last `limit` messages of the active path, or those before the message `before`. Fewer if
   * their text would exceed `bytes`, by default 3 MiB, but at least one.
   *
   * @param input `leaf`: the end of the path, if the caller has just read the chat.
   * @throws `not_found`, `invalid_argument` on field `before` when the chat has no such message
   */
  listMessages(input: ListMessagesInput): Promise<MessagePage>;

  /**
   * Ends a chat for good: it can be read but takes no more messages. A running answer is stopped.
   *
   * @throws `not_found`
   */
  endChat(userId: string, chatId: string): Promise<Chat>;

  /**
   * Moves chats to the archive or back to the list; a new message also moves a chat back. Other
   * users' chats among them are ignored.
   *
   * @throws `not_found` when the user has none of them, `invalid_argument` when too many are named.
   */
  archiveChats(
    input: { userId: string; chatIds: readonly string[]; archived: boolean },
  ): Promise<void>;
}

/** Which messages to list. */
export type ListMessagesInput = {
  readonly userId: string;
  readonly chatId: string;
  readonly before?: string;
  readonly leaf?: string;
  readonly limit: number;
  readonly bytes?: number;
};

type ChatDeps = {
  readonly chats: ChatGateway;
  /** Stops the answers that are being written in a chat, by any process and on any branch. */
  readonly stopAnswersIn: (chat: Chat) => Promise<void>;
};

/** Binds the use cases that read, end and archive chats. */
export function createChatUseCases({ chats, stopAnswersIn }: ChatDeps): ChatUseCases {
  return {
    getChat: async (userId, chatId) => foundChat(await chats.find(userId, chatId)),
    listChats: (userId, page) => chats.list(userId, page),
    listChatTitles: (userId, page) => chats.listTitles(userId, page),
    listMessages: (input) => listMessages(chats, input),
    async endChat(userId, chatId) {
      const chat = foundChat(await chats.find(userId, chatId));
      const ended = chat.status === "ended"
        ? chat
        : foundChat(await chats.update(userId, chatId, { status: "ended" }));
      if (!ended.answering) return ended;
      await stopAnswersIn(ended);
      return foundChat(await chats.find(userId, chatId));
    },
    async archiveChats({ userId, chatIds, archived }) {
      assertSelection(chatIds);
      if (await chats.updateAll(userId, chatIds, { archived }) === 0) throw noSuchChat();
    },
  };
}

/** @throws {AppError} `invalid_argument` when there are no chats, or too many for one call. */
export function assertSelection({ length }: readonly string[]): void {
  if (length === 0) throw invalidArgument("chat", said`Select at least one chat`);
  if (length <= MAX_SELECTED_CHATS) return;
  throw invalidArgument(
    "chat",
    said`Cannot change ${length} chats at once: ${MAX_SELECTED_CHATS} are allowed`,
  );
}

async function listMessages(
  chats: ChatGateway,
  { userId, chatId, before, leaf, limit, bytes = MAX_PAGE_BYTES }: ListMessagesInput,
): Promise<MessagePage> {
  const from = before ?? leaf ?? foundChat(await chats.find(userId, chatId)).activeLeaf;
  const needed = before ? limit + 1 : limit;
  const path = await chats.path(userId, chatId, { from, limit: needed, bytes });
  if (path.at(-1)?.id !== from) {
    foundChat(await chats.find(userId, chatId));
    throw invalidArgument(
      "before",
      said`Cannot list messages: this cursor is not valid; use one that the list returned`,
    );
  }
  return newestOf(before ? path.slice(0, -1) : path, { limit, bytes });
}
