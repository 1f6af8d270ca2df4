import { invalidArgument } from "../app_error.ts";
import type { ChatCursor } from "./gateway.ts";
import { normalizeId } from "../id.ts";
import { said } from "../said.ts";

/** A place in the list of chats as text, which {@link parseChatCursor} reads. */
export function chatCursorText({ pinned, updatedAt, id }: ChatCursor): string {
  return `${Number(pinned)}.${updatedAt.getTime()}.${id}`;
}

/**
 * Reads a place in the list of chats.
 *
 * @param text What {@link chatCursorText} wrote; empty is the same as missing.
 * @param field What the request calls it, for the error.
 * @throws {AppError} `invalid_argument` on that field.
 */
export function parseChatCursor(text: string | undefined, field: string): ChatCursor | undefined {
  if (!text) return undefined;
  const [, pinned, time, id] = /^([01])\.(\d{1,15})\.([\w-]{1,36})$/.exec(text) ?? [];
  if (!pinned || !time || !id) {
    throw invalidArgument(
      field,
      said`Cannot list chats: this cursor is not valid; use one that the list returned`,
    );
  }
  return { pinned: pinned === "1", updatedAt: new Date(Number(time)), id: normalizeId(id) };
}
