import type { Chat } from "../chats/chat.ts";

/** Longest part of a file's name that comes from a title, in characters. */
const MAX_SLUG_LENGTH = 40;

/**
 * A name for a chat's file, without its extension: the day it began and the words of its title, of which
 * only letters, digits and hyphens remain, so that any system takes it.
 */
export function chatFileName({ title, createdAt }: Pick<Chat, "title" | "createdAt">): string {
  const words = title.normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const slug = [...words.join("-")].slice(0, MAX_SLUG_LENGTH).join("").replace(/-$/, "");
  const day = createdAt.toISOString().slice(0, 10);
  return slug === "" ? day : `${day}-${slug}`;
}
