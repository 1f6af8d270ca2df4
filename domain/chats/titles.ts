import type { Clock } from "../clock.ts";
import { type Chat, foundChat } from "./chat.ts";
import type { ChatGateway } from "./gateway.ts";
import type { Answer } from "./message.ts";
import type { TitleMaker } from "./title_maker.ts";

/** How long a page waits for a chat's title, in milliseconds. */
const TITLE_WAIT = 10_000;

/** How long it waits when another process may be making the title; few titles take longer. */
const ELSEWHERE_WAIT = 3_000;

/** The use cases about titles made by a model. Errors are those of {@link App}. */
export interface TitleUseCases {
  /** Whether the chat of an answer that has just ended may soon get a new title. */
  expectsTitle(answer: Answer): Promise<boolean>;

  /**
   * The chat, once its new title is stored or after some seconds.
   *
   * @param signal Ends the wait, without an error.
   * @throws `not_found`
   */
  awaitTitle(input: { userId: string; chatId: string; signal: AbortSignal }): Promise<Chat>;
}

type TitleDeps = {
  readonly chats: ChatGateway;
  readonly titleMaker: TitleMaker;
  readonly clock: Clock;
};

/** Binds the use cases about titles made by a model. */
export function createTitleUseCases({ chats, titleMaker, clock }: TitleDeps): TitleUseCases {
  const find = async (userId: string, chatId: string) =>
    foundChat(await chats.find(userId, chatId));
  return {
    async expectsTitle({ userId, chatId, parentId }) {
      if (titleMaker.pending(chatId)) return true;
      if (!await titleMaker.isOnFor(userId)) return false;
      const [question] = await chats.path(userId, chatId, { from: parentId ?? "", limit: 1 });
      return question?.parentId === null;
    },
    async awaitTitle({ userId, chatId, signal }) {
      await find(userId, chatId);
      const pending = titleMaker.pending(chatId);
      const made = new AbortController();
      pending?.then(() => made.abort());
      const end = AbortSignal.any([signal, made.signal, titleMaker.signal]);
      await clock.sleep(pending ? TITLE_WAIT : ELSEWHERE_WAIT, end);
      return await find(userId, chatId);
    },
  };
}
