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
      const ended = found(await chats.update(userId, chatId, { status: "ended" }));
      if (!ended.answering) return ended;
      await stopAnswer(deps, ended);
      return found(await chats.find(userId, chatId));
    },
    async deleteChat(userId, chatId) {
      const chat = found(await chats.find(userId, chatId));
      if (chat.answering) await stopAnswer(deps, chat);
      await chats.delete(userId, chatId);
    },
  };
}

/** Stops the answer that is being made, wherever that is. */
async function stopAnswer(
  { runner, turns }: RunnerDeps,
  { userId, id, activeLeaf }: Chat,
): Promise<void> {
  if (!await runner.stop(activeLeaf)) await turns.requestStop(userId, id, activeLeaf);
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
