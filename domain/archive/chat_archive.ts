import type { Chat } from "../chats/chat.ts";
import type { Answer, Message, Question } from "../chats/message.ts";
import type { Omissions } from "./omissions.ts";

/** The name and version of the format, in every archived chat. */
export const CHAT_FORMAT = { format: "parley.chat", version: 1 } as const;

/** A question in an archive. */
export type ArchivedQuestion = Omit<Question, "chatId" | "userId">;

/** An answer in an archive. */
export type ArchivedAnswer = Omit<Answer, "chatId" | "userId">;

/** A node of an archived chat's tree. */
export type ArchivedMessage = ArchivedQuestion | ArchivedAnswer;

/** An archived chat without its messages. */
export type ArchivedChatHead = Omit<Chat, "userId" | "answering" | "revision">;

/**
 * A chat with its whole tree in an archive. Ids are those of its origin; in another account the
 * chat gets new ones.
 */
export type ArchivedChat = Omit<ArchivedChatHead, "config"> & {
  /** Missing settings come from the configured defaults. */
  readonly config: Partial<Chat["config"]>;
  /** What the archive leaves out of the chat; absent or `null`: nothing. */
  readonly omitted?: Omissions | null;
  /** In any order; siblings in order of creation. */
  readonly messages: readonly ArchivedMessage[];
};

/** Most messages of an imported chat. */
export const MAX_ARCHIVED_MESSAGES = 50_000;

/**
 * Most UTF-16 code units of an imported message; other programs' exports may exceed our own limit.
 */
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
