import type { Chat } from "../chats/chat.ts";
import type { Answer, Message, Question } from "../chats/message.ts";
import type { Omissions } from "./omissions.ts";

/** The name and version of the format, in every exported chat. */
export const CHAT_FORMAT = { format: "parley.chat", version: 1 } as const;

/** An exported question. */
export type ExportedQuestion = Omit<Question, "chatId" | "userId">;

/** An exported answer. */
export type ExportedAnswer = Omit<Answer, "chatId" | "userId">;

/** A node of an exported chat's tree. */
export type ExportedMessage = ExportedQuestion | ExportedAnswer;

/** An exported chat without its messages. */
export type ExportedChatHead = Omit<Chat, "userId" | "answering" | "revision">;

/**
 * An exported chat with its whole tree. Ids are those of its origin; in another account the chat
 * gets new ones.
 */
export type ExportedChat = Omit<ExportedChatHead, "config"> & {
  /** Missing settings come from the configured defaults. */
  readonly config: Partial<Chat["config"]>;
  /** What the export leaves out of the chat; absent or `null`: nothing. */
  readonly omitted?: Omissions | null;
  /** In any order; siblings in order of creation. */
  readonly messages: readonly ExportedMessage[];
};

/** Most messages of an imported chat. */
export const MAX_IMPORTED_MESSAGES = 50_000;

/**
 * Most UTF-16 code units of an imported message; other programs' exports may exceed our own limit.
 */
export const MAX_IMPORTED_TEXT = 1_000_000;

/** A chat's exported form, without its messages. */
export function exportedHead(chat: Chat): ExportedChatHead {
  const { userId: _owner, answering: _turn, revision: _changes, ...head } = chat;
  return head;
}

/** A message's exported form. */
export function exportedMessage(message: Message): ExportedMessage {
  const { chatId: _chat, userId: _owner, ...exported } = message;
  return exported;
}
