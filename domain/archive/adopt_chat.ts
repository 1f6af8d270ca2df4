import type { Chat } from "../chats/chat.ts";
import type { Message } from "../chats/message.ts";
import { MAX_TITLE_LENGTH, titleFromMessage } from "../chats/title.ts";
import type { Clock } from "../clock.ts";
import type { ModelDirectory } from "../models/directory.ts";
import type { ModelSettings } from "../models/settings.ts";
import { validateChatConfig } from "../models/settings_problems.ts";
import { normalizeSystemMessage } from "../text_input.ts";
import type { ExportedChat, ExportedMessage } from "./exported_chat.ts";
import { derivedId } from "./derived_id.ts";
import { exportedTree } from "./tree.ts";

/** An exported chat as a chat of a user here. */
export type AdoptedChat = { readonly chat: Chat; readonly messages: readonly Message[] };

/** What {@link adoptChat} works with. */
export type AdoptDeps = {
  readonly models: ModelDirectory;
  readonly clock: Clock;
  readonly defaultConfig: ModelSettings;
};

type Adoption = {
  readonly userId: string;
  /** The chat's new id. */
  readonly chatId: string;
  readonly deps: AdoptDeps;
};

/**
 * Turns an exported chat into one of this user's: checks it, gives its messages new ids, ends its
 * streaming answers, and moves dates in the future to now.
 *
 * @throws {AppError} `invalid_argument` when the chat is not valid here.
 */
export async function adoptChat(exported: ExportedChat, adoption: Adoption): Promise<AdoptedChat> {
  const { userId, chatId, deps } = adoption;
  const { messages, activeLeaf } = exportedTree(exported);
  const ids = await newIds(exported.id, messages, userId);
  const now = deps.clock.now();
  const { models, defaultConfig } = deps;
  const model = models.catalog[0].name;
  const config = { ...defaultConfig, model, ...exported.config };
  const stop = config.stop.map((text) => text.toWellFormed());
  const validConfig = validateChatConfig({ ...config, stop });
  const chat: Chat = {
    id: chatId,
    revision: 1,
    userId,
    title: titleOf(exported),
    systemMessage: normalizeSystemMessage(exported.systemMessage.toWellFormed()),
    status: exported.status,
    config: validConfig,
    activeLeaf: ids.get(activeLeaf)!,
    answering: null,
    memoryBeginsAt: ids.get(exported.memoryBeginsAt ?? "") ?? null,
    tokenUsage: exported.tokenUsage,
    pinned: exported.pinned,
    archived: exported.archived,
    createdAt: atLatest(now, exported.createdAt),
    updatedAt: atLatest(now, exported.updatedAt),
  };
  const owned = messages.map((message) => ({
    ...ended(message, { model: config.model, now }),
    id: ids.get(message.id)!,
    chatId,
    userId,
    parentId: message.parentId === null ? null : ids.get(message.parentId)!,
  }));
  return { chat, messages: owned };
}

async function newIds(
  chatId: string,
  messages: readonly ExportedMessage[],
  userId: string,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const [index, { id, createdAt }] of messages.entries()) {
    ids.set(id, await derivedId([userId, chatId, id], { time: createdAt, index }));
  }
  return ids;
}

function titleOf({ title, messages }: ExportedChat): string {
  const line = title.toWellFormed().trim().replace(/\s+/g, " ");
  if (line === "") {
    const first = messages.find(({ content }) => content.trim() !== "");
    return titleFromMessage(first?.content ?? "") || "…";
  }
  return line.length <= MAX_TITLE_LENGTH ? line : titleFromMessage(line);
}

/**
 * No process will finish an answer that was streaming when it was exported, so it is interrupted.
 */
function ended(
  message: ExportedMessage,
  { model, now }: { readonly model: string; readonly now: Date },
): ExportedMessage {
  const content = message.content.toWellFormed();
  const createdAt = atLatest(now, message.createdAt);
  if (message.role === "user") return { ...message, content, createdAt };
  const finishedAt = atLatest(now, message.finishedAt ?? createdAt);
  const state = message.state === "streaming" ? "interrupted" : message.state;
  const thinking = message.thinking &&
    { ...message.thinking, text: message.thinking.text.toWellFormed() };
  const kept = { ...message, content, createdAt, state, finishedAt, thinking };
  return { ...kept, model: message.model || model };
}

function atLatest(now: Date, time: Date): Date {
  return time < now ? time : now;
}
