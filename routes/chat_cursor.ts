import { invalidArgument } from "../domain/app_error.ts";
import type { ChatCursor } from "../domain/chat_gateway.ts";
import { said } from "../domain/said.ts";

/**
 * Reads a place in the list of chats, as `cursorText` writes it.
 *
 * @param text Value of a query parameter; empty is the same as missing.
 * @throws {AppError} `invalid_argument` on field `before`.
 */
export function chatCursor(text: string | undefined): ChatCursor | undefined {
  if (!text) return undefined;
  const [, pinned, time, id] = /^([01])\.(\d{1,15})\.([\w-]{1,36})$/.exec(text) ?? [];
  if (!pinned || !time || !id) {
    throw invalidArgument(
      "before",
      said`Cannot list chats from here: this is no place in the list`,
    );
  }
  return { pinned: pinned === "1", updatedAt: new Date(Number(time)), id };
}
