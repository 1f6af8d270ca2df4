import { invalidArgument } from "../../../domain/app_error.ts";
import {
  type ChatConfig,
  modelSettings,
  neutralSettings,
  type SettingName,
  settingNames,
} from "../../../domain/models/settings.ts";
import { revisionOf } from "../../../domain/chats/revision.ts";
import type { ChatUpdate } from "../../../domain/chats/updates.ts";
import { excerpt } from "../../../domain/excerpt.ts";
import { meantField, nothingLike } from "../../../domain/chats/field_names.ts";
import { type Said, said } from "../../../domain/said.ts";
import type { Chat__Output } from "../generated/parley/v1/Chat.ts";
import type { UpdateChatRequest__Output } from "../generated/parley/v1/UpdateChatRequest.ts";
import type { UpdateChatResponse } from "../generated/parley/v1/UpdateChatResponse.ts";
import type { MethodCaller } from "./calls.ts";
import { fromSettings } from "./from_settings.ts";
import { toChangedChat } from "./to_chat.ts";

/** The changes that a request may make to a chat. */
type Changes = Omit<ChatUpdate, "userId" | "chatId" | "revision">;

/** Reads the value of a path; absent settings get their default. */
type Reader = (chat: Chat__Output, defaults: ChatConfig) => Changes;

const settingsReaders: Readonly<Record<string, Reader>> = {
  "settings.model": ({ settings }, { model }) => ({ model: fromSettings(settings).model ?? model }),
  ...Object.fromEntries(
    settingNames.map((name) => [`settings.${modelSettings[name].publicName}`, setting(name)]),
  ),
};

const readers: Readonly<Record<string, Reader>> = {
  title: ({ title }) => ({ title }),
  system_message: ({ system_message: systemMessage }) => ({ systemMessage }),
  settings: (...values) =>
    Object.values(settingsReaders).map((read) => read(...values)).reduce(merge),
  ...settingsReaders,
  pinned: ({ pinned }) => ({ pinned }),
  archived: ({ archived }) => ({ archived }),
};

/** Changes the fields of a chat that the mask names. */
export async function updateChat(
  { app, principal, userId }: MethodCaller,
  { chat, update_mask }: UpdateChatRequest__Output,
): Promise<UpdateChatResponse> {
  if (!chat) {
    throw invalidArgument("chat", said`chat is missing; its id must name the chat to change`);
  }
  const defaults = { ...app.chatDefaults({}).config, ...resetByAbsence };
  const changes = readersOf(update_mask?.paths ?? [])
    .map((read) => read(chat, defaults)).reduce(merge);
  const revision = chat.etag === "" ? undefined : revisionOf(chat.etag);
  const changed = await app.updateChat({ userId, chatId: chat.id, revision, ...changes });
  return { chat: toChangedChat(principal, changed) };
}

/** Settings that a request resets by leaving them out: optional numbers and lists. */
const resetByAbsence: Partial<ChatConfig> = Object.fromEntries(
  settingNames.filter((name) => ["optional integer", "texts"].includes(modelSettings[name].kind))
    .map((name) => [name, neutralSettings[name]]),
);

function setting(name: SettingName): Reader {
  return ({ settings }, defaults) => ({
    config: { [name]: fromSettings(settings).config[name] ?? defaults[name] },
  });
}

function merge(before: Changes, more: Changes): Changes {
  const config = { ...before.config, ...more.config };
  return { ...before, ...more, ...Object.keys(config).length > 0 && { config } };
}

function readersOf(paths: readonly string[]): Reader[] {
  if (paths.length === 0) {
    throw invalidArgument(
      "update_mask",
      said`update_mask names nothing to change; it may name ${NAMES.join(", ")}`,
    );
  }
  return [...new Set(paths)].map((path) => {
    if (Object.hasOwn(readers, path)) return readers[path]!;
    throw invalidArgument(
      "update_mask",
      path === ""
        ? said`A path of update_mask is empty; ${adviceOn(path)}`
        : said`Cannot change ${excerpt(path)}; ${adviceOn(path)}`,
    );
  });
}

const NAMES = Object.keys(readers);

function adviceOn(path: string): Said {
  const meant = meantField(path, NAMES);
  if (meant) return said`update_mask calls it ${meant}`;
  return nothingLike(path) ?? said`update_mask may name ${NAMES.join(", ")}`;
}
