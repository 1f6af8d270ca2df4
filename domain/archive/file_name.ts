import type { Chat } from "../chats/chat.ts";

/** Longest part of a file name made from a title, in characters. */
const MAX_SLUG_LENGTH = 40;

/**
 * The name of a chat's file, without extension: the day the chat began and the words of its title.
 * Only letters, digits and hyphens are kept, so that every system accepts the name.
 */
export function chatFileName({ title, createdAt }: Pick<Chat, "title" | "createdAt">): string {
  const words = title.normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const slug = [...words.join("-")].slice(0, MAX_SLUG_LENGTH).join("").replace(/-$/, "");
  const day = createdAt.toISOString().slice(0, 10);
  return slug === "" ? day : `${day}-${slug}`;
}
