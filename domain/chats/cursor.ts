import { invalidArgument } from "../app_error.ts";
import { normalizeId } from "../id.ts";
import { said } from "../said.ts";
import type { ChatCursor } from "./gateway.ts";

/** A position in the list of chats as text, for {@link parseChatCursor}. */
export function chatCursorText({ pinned, updatedAt, id }: ChatCursor): string {
  return `${Number(pinned)}.${updatedAt.getTime()}.${id}`;
}

/**
 * Reads a position in the list of chats.
 *
 * @param text Made by {@link chatCursorText}; empty means none.
 * @param field The cursor's name in the request, for the error.
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
