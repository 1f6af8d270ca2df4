import type { App } from "../../domain/app.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import { contextUse } from "../../domain/chats/context_use.ts";
import type { Message } from "../../domain/chats/message.ts";
import type { ShownBranchProps } from "../../views/answers/fragments.tsx";
import { gaugeOf } from "../chats/settings_data.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { composerState } from "./composer_data.ts";
import { MESSAGE_PAGE, type MessageData } from "./message_data.ts";

/** How many messages are read to find where a branch begins: at first, and at most. */
const PAGE_SIZES = [50, 500];

/**
 * The branch that a chat shows now, from one of its messages on. It replaces the branch shown
 * before.
 *
 * @param messageId The first message.
 * @returns `null` when the branch is too long to be shown from there on.
 */
export async function shownBranch(
  { app, messages }: { app: App; messages: MessageData },
  viewer: Viewer,
  { chatId, messageId }: { chatId: string; messageId: string },
): Promise<ShownBranchProps | null> {
  const { user, t } = viewer;
  const chat = await app.getChat(user.id, chatId);
  const end = await readEnd(app, chat, messageId);
  if (!end) return null;
  const branch = end.slice(end.findIndex(({ id }) => id === messageId));
  const [shown, state, versions] = await Promise.all([
    messages.show(viewer, branch, { chat, isEnd: true }),
    composerState(app, chat, branch),
    app.listVersions({ userId: user.id, chatId, messages: branch.slice(0, 1) }),
  ]);
  if (shown.isCut) return null;
  const replaced = (versions.get(messageId) ?? []).filter((id) => id !== messageId);
  return {
    t,
    chatId,
    replaced,
    state,
    messages: shown.messages,
    after: branch[0]!.parentId,
    idempotencyKey: crypto.randomUUID(),
    memoryBeginsAt: chat.memoryBeginsAt,
    gauge: gaugeOf(app, { t, chat, tokens: contextUse(end) }),
  };
}

/** Reads the end of the branch that is shown, up to the message. */
async function readEnd(
  app: App,
  { userId, id: chatId }: Chat,
  messageId: string,
): Promise<readonly Message[] | null> {
  const { bytes } = MESSAGE_PAGE;
  for (const limit of PAGE_SIZES) {
    const { messages, hasOlder } = await app.listMessages({ userId, chatId, limit, bytes });
    if (messages.some(({ id }) => id === messageId)) return messages;
    if (!hasOlder) return null;
  }
  return null;
}
