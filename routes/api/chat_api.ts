import type { App } from "../../domain/app.ts";
import { chatCursorText, parseChatCursor } from "../../domain/chat_cursor.ts";
import type { Api } from "./api.ts";
import {
  deleteChat,
  endChat,
  getChat,
  listChats,
  restoreChats,
  selectBranch,
} from "./chat_operations.ts";
import { chatJson } from "./chat_schema.ts";

/** Serves chats as such. */
export function serveChats(api: Api, app: App): void {
  api.serve(listChats, async ({ c, userId, query }) => {
    const { page_size: size, page_token: token, archived } = query;
    const before = parseChatCursor(token, "page_token");
    const found = await app.listChats(userId, { before, limit: size + 1, archived });
    const chats = found.slice(0, size);
    const next_page_token = found.length > size ? chatCursorText(chats.at(-1)!) : null;
    return c.json({ chats: chats.map(chatJson), next_page_token });
  });

  api.serve(getChat, async ({ c, userId, params }) => {
    return c.json(chatJson(await app.getChat(userId, params.chat)));
  });

  api.serve(endChat, async ({ c, userId, params }) => {
    return c.json(chatJson(await app.endChat(userId, params.chat)));
  });

  api.serve(deleteChat, async ({ c, userId, params }) => {
    const deletedAt = await app.deleteChats(userId, { ids: [params.chat] });
    return c.json({ delete_time: deletedAt.toISOString() });
  });

  api.serve(restoreChats, async ({ c, userId, body }) => {
    const ids = await app.restoreChats(userId, new Date(body.delete_time));
    return c.json({ chat_ids: ids });
  });

  api.serve(selectBranch, async ({ c, userId, params: { chat: chatId }, body }) => {
    const chat = await app.selectBranch({ userId, chatId, messageId: body.message_id });
    return c.json(chatJson(chat));
  });
}
