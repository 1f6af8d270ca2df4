import { type Selectable, sql, type Updateable } from "kysely";
import type { Chat } from "../../../domain/chats/chat.ts";
import {
  type ChatConfig,
  eachSetting,
  type ModelSettings,
} from "../../../domain/models/settings.ts";
import type { ChatChanges } from "../../../domain/chats/gateway.ts";
import type { ChatsTable } from "../connection/schema.ts";

/** A chat as a row. */
export function chatRow(chat: Chat): ChatsTable {
  return {
    id: chat.id,
    user_id: chat.userId,
    title: chat.title,
    system_message: chat.systemMessage,
    status: chat.status,
    ...configColumns(chat.config),
    active_leaf: chat.activeLeaf,
    answering: chat.answering,
    memory_begins_at: chat.memoryBeginsAt,
    prompt_tokens: chat.tokenUsage.promptTokens,
    completion_tokens: chat.tokenUsage.completionTokens,
    pinned: Number(chat.pinned),
    archived: Number(chat.archived),
    created_at: chat.createdAt.getTime(),
    updated_at: chat.updatedAt.getTime(),
    deleted_at: null,
    revision: chat.revision,
  };
}

/** Set by every update that changes what a chat shows. */
export const nextRevision = { revision: sql<number>`revision + 1` };

/** The columns that these changes set. */
export function changedColumns(changes: ChatChanges): Updateable<ChatsTable> {
  const { title, systemMessage, status, config, pinned, archived } = changes;
  const { activeLeaf, memoryBeginsAt } = changes;
  return {
    ...(title !== undefined && { title }),
    ...(systemMessage !== undefined && { system_message: systemMessage }),
    ...(status !== undefined && { status }),
    ...(config !== undefined && configColumns(config)),
    ...(pinned !== undefined && { pinned: Number(pinned) }),
    ...(archived !== undefined && { archived: Number(archived) }),
    ...(activeLeaf !== undefined && { active_leaf: activeLeaf }),
    ...(memoryBeginsAt !== undefined && { memory_begins_at: memoryBeginsAt }),
  };
}

/** A row as a chat. */
export function chatFromRow(row: Selectable<ChatsTable>): Chat {
  return {
    id: row.id,
    revision: row.revision,
    userId: row.user_id,
    title: row.title,
    systemMessage: row.system_message,
    status: row.status as Chat["status"],
    config: toConfig(row),
    activeLeaf: row.active_leaf,
    answering: row.answering,
    memoryBeginsAt: row.memory_begins_at,
    tokenUsage: { promptTokens: row.prompt_tokens, completionTokens: row.completion_tokens },
    pinned: row.pinned === 1,
    archived: row.archived === 1,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

/** The first settings have a column each. All others share one, so a new one needs no migration. */
function configColumns(config: ChatConfig) {
  const { model, temperature, topP, n, stop, maxTokens, ...more } = config;
  const { presencePenalty, frequencyPenalty, ...others } = more;
  return {
    model,
    temperature,
    top_p: topP,
    n,
    stop: JSON.stringify(stop),
    max_tokens: maxTokens,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
    settings: JSON.stringify(others),
  };
}

/** Older chats get a newer setting's neutral value; settings of newer versions are left out. */
function toConfig(row: Selectable<ChatsTable>): ChatConfig {
  const others = JSON.parse(row.settings ?? "{}");
  return {
    model: row.model,
    ...eachSetting(({ neutral }, name) => others[name] ?? neutral) as ModelSettings,
    temperature: row.temperature,
    topP: row.top_p,
    n: row.n,
    stop: JSON.parse(row.stop),
    maxTokens: row.max_tokens,
    presencePenalty: row.presence_penalty,
    frequencyPenalty: row.frequency_penalty,
  };
}
