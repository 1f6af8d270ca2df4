import type { App } from "../../../domain/app.ts";
import { boundPage } from "../../../domain/chats/bounded_page.ts";
import type { Chat } from "../../../domain/chats/chat.ts";
import { chatCursorText, parseChatCursor } from "../../../domain/chats/cursor.ts";
import { NO_REVISION, revisionOf } from "../../../domain/chats/revision.ts";
import type { Api, Call } from "../api.ts";
import {
  deleteChatOperation,
  endChatOperation,
  getChatOperation,
  listChatsOperation,
  restoreChatsOperation,
  selectBranchOperation,
  updateChatOperation,
} from "./operations.ts";
import { changedChatJson, chatJson, settingsChange } from "./schema.ts";
import { hasTag } from "../../http/entity_tags.ts";
import { entityTag } from "./etag.ts";

/** Serves the operations on chats, except starting one. */
export function serveChats(api: Api, app: App): void {
  api.serve(listChatsOperation, async ({ c, userId, query }) => {
    const { page_size: size, page_token: pageToken, archived } = query;
    const before = parseChatCursor(pageToken, "page_token");
    const found = await app.listChats(userId, { before, limit: size + 1, archived });
    const { items: chats, hasMore } = boundPage({
      items: found.slice(0, size),
      hasMore: found.length > size,
      text: ({ systemMessage }) => systemMessage,
    });
    const next_page_token = hasMore ? chatCursorText(chats.at(-1)!) : null;
    return c.json({ chats: chats.map(chatJson), next_page_token });
  });

  api.serve(getChatOperation, async ({ c, userId, params, headers }) => {
    const chat = await app.getChat(userId, params.chat);
    const tag = entityTag(chat);
    const isKnown = hasTag(headers["If-None-Match"], tag);
    if (isKnown) return c.body(null, 304, { "ETag": tag });
    return c.json(chatJson(chat), 200, { "ETag": tag });
  });

  api.serve(updateChatOperation, async (call) => {
    const { userId, params: { chat: chatId }, headers, body } = call;
    const revision = await expectedRevision(app, { userId, chatId, tags: headers["If-Match"] });
    const { title, pinned, archived } = body;
    const settings = settingsChange(body, () => app.chatDefaults({}));
    const change = { title, pinned, archived, ...settings };
    return showChanged(call, await app.updateChat({ userId, chatId, revision, ...change }));
  });

  api.serve(endChatOperation, async (call) => {
    return showChanged(call, await app.endChat(call.userId, call.params.chat));
  });

  api.serve(deleteChatOperation, async ({ c, userId, params }) => {
    const deletedAt = await app.deleteChats(userId, { ids: [params.chat] });
    return c.json({ delete_time: deletedAt.toISOString() });
  });

  api.serve(restoreChatsOperation, async ({ c, userId, body }) => {
    const ids = await app.restoreChats(userId, new Date(body.delete_time));
    return c.json({ chat_ids: ids });
  });

  api.serve(selectBranchOperation, async (call) => {
    const { userId, params: { chat: chatId }, body: { message_id: messageId } } = call;
    return showChanged(call, await app.selectBranch({ userId, chatId, messageId }));
  });
}

function showChanged({ c, principal }: Pick<Call, "c" | "principal">, chat: Chat): Response {
  return c.json(changedChatJson(principal, chat), 200, { "ETag": entityTag(chat) });
}

/** The revision that `If-Match` demands; of several tags, the one that the chat has. */
async function expectedRevision(
  app: App,
  { userId, chatId, tags }: { userId: string; chatId: string; tags?: readonly string[] },
): Promise<number | undefined> {
  if (!tags || tags.includes("*")) return undefined;
  if (tags.length === 1) return revisionOf(tags[0]!);
  const chat = await app.getChat(userId, chatId);
  return hasTag(tags, entityTag(chat)) ? chat.revision : NO_REVISION;
}
