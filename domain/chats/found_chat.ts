import { noSuchChat } from "../app_error.ts";
import type { Chat } from "./chat.ts";

/** The chat that a gateway found. @throws {AppError} `not_found` when it found none. */
export function foundChat(chat: Chat | null): Chat {
  if (!chat) throw noSuchChat();
  return chat;
}
