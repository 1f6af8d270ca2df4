import type { Chat } from "../chats/chat.ts";
import type { Answer, Message, Question } from "../chats/message.ts";
import type { Omissions } from "./omissions.ts";

/** What an archived chat says of itself, so that programs know what they read. */
export const CHAT_FORMAT = { format: "parley.chat", version: 1 } as const;

/** A question as it is archived. */
export type ArchivedQuestion = Omit<Question, "chatId" | "userId">;

/** An answer as it is archived. */
export type ArchivedAnswer = Omit<Answer, "chatId" | "userId">;

/** A node of an archived chat's tree. */
export type ArchivedMessage = ArchivedQuestion | ArchivedAnswer;

/** A chat as it is archived, but for its messages. */
export type ArchivedChatHead = Omit<Chat, "userId" | "answering" | "revision">;

/**
 * A chat with its whole tree, as an archive has it. Ids are those of where it comes from; in another
 * account the chat gets others.
 */
export type ArchivedChat = Omit<ArchivedChatHead, "config"> & {
  /** What is missing comes from the configured defaults. */
  readonly config: Partial<Chat["config"]>;
  /** What of it is left out; absent or `null`: nothing. */
  readonly omitted?: Omissions | null;
  /** In any order; siblings in the order of their making. */
  readonly messages: readonly ArchivedMessage[];
};

/** Most messages of a chat that can be brought in. */
export const MAX_ARCHIVED_MESSAGES = 50_000;

/** Most UTF-16 code units of a message that is brought in: what others export may exceed our own limit. */
export const MAX_ARCHIVED_TEXT = 1_000_000;

/** A chat's archived form, without its messages. */
export function archivedHead(chat: Chat): ArchivedChatHead {
  const { userId: _owner, answering: _turn, revision: _changes, ...head } = chat;
  return head;
}

/** A message's archived form. */
export function archivedMessage(message: Message): ArchivedMessage {
  const { chatId: _chat, userId: _owner, ...archived } = message;
  return archived;
}
