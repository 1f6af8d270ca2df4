import type { App } from "../../../domain/app.ts";
import { invalidArgument } from "../../../domain/app_error.ts";
import { boundPage } from "../../../domain/chats/bounded_page.ts";
import { isId, normalizeId } from "../../../domain/id.ts";
import { said } from "../../../domain/said.ts";
import type { Api } from "../api.ts";
import { getMessageOperation, listMessagesOperation } from "./message_operations.ts";
import { messageJson } from "./message_schema.ts";

/** Serves the messages of chats. */
export function serveMessages(api: Api, app: App): void {
  api.serve(listMessagesOperation, async ({ c, userId, params: { chat: chatId }, query }) => {
    const { page_size: limit, page_token } = query;
    const before = page_token && normalizeId(page_token);
    if (before !== undefined && !isId(before)) {
      throw invalidArgument(
        "page_token",
        said`Cannot list messages: this cursor is not valid; use one that the list returned`,
      );
    }
    const page = await app.listMessages({ userId, chatId, before, limit });
    const { items: messages, hasMore } = boundPage({
      items: page.messages.toReversed(),
      hasMore: page.hasOlder,
      text: ({ content }) => content,
    });
    const versions = await app.listVersions({ userId, chatId, messages });
    return c.json({
      messages: messages.map((message) => messageJson(message, versions)),
      next_page_token: hasMore ? messages.at(-1)!.id : null,
    });
  });

  api.serve(getMessageOperation, async ({ c, userId, params: { chat: chatId, message: id } }) => {
    const message = await app.getMessage(userId, chatId, id);
    const versions = await app.listVersions({ userId, chatId, messages: [message] });
    return c.json(messageJson(message, versions));
  });
}
