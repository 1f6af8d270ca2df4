import type { App, MessagePage } from "./app.ts";
import type { RunnerDeps } from "./app_deps.ts";
import { AppError } from "./app_error.ts";
import type { Chat } from "./chat.ts";
import { normalizeTitle } from "./text_input.ts";

type ChatUseCases = Pick<
  App,
  "getChat" | "listChats" | "listMessages" | "renameChat" | "endChat" | "deleteChat"
>;

/** Binds the use cases about chats as such. */
export function createChatUseCases(deps: RunnerDeps): ChatUseCases {
  const { chats } = deps;
  return {
    getChat: async (userId, chatId) => found(await chats.find(userId, chatId)),
    listChats: (userId, page) => chats.list(userId, page),
    listMessages: (input) => listMessages(deps, input),
    async renameChat({ userId, chatId, title }) {
      return found(await chats.update(userId, chatId, { title: normalizeTitle(title) }));
    },
    async endChat(userId, chatId) {
      return found(await chats.update(userId, chatId, { status: "ended" }));
    },
    async deleteChat(userId, chatId) {
      const { answering, activeLeaf } = found(await chats.find(userId, chatId));
      if (answering) await deps.runner.stop(activeLeaf);
      await chats.delete(userId, chatId);
    },
  };
}

async function listMessages(
  { chats }: RunnerDeps,
  { userId, chatId, before, limit }: Parameters<App["listMessages"]>[0],
): Promise<MessagePage> {
  const from = before ?? found(await chats.find(userId, chatId)).activeLeaf;
  const needed = before ? limit + 2 : limit + 1;
  const path = await chats.path(userId, chatId, { from, limit: needed });
  if (path.at(-1)?.id !== from) throw notFound();
  const wanted = before ? path.slice(0, -1) : path;
  return { messages: wanted.slice(-limit), hasOlder: wanted.length > limit };
}

function found(chat: Chat | null): Chat {
  if (!chat) throw notFound();
  return chat;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such chat");
}
