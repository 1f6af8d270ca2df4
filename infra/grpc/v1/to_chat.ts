import { allows } from "../../../domain/accounts/acting_user.ts";
import type { Chat as DomainChat, TokenUsage } from "../../../domain/chats/chat.ts";
import { type ChatConfig, underPublicNames } from "../../../domain/models/settings.ts";
import type { Principal } from "../../../domain/accounts/user.ts";
import type { Chat } from "../generated/parley/v1/Chat.ts";
import type { ChatSettings } from "../generated/parley/v1/ChatSettings.ts";
import type { ChatStatus } from "../generated/parley/v1/ChatStatus.ts";
import type { TokenUsage as ProtoTokenUsage } from "../generated/parley/v1/TokenUsage.ts";
import { toTimestamp } from "./to_timestamp.ts";

const statuses: Record<DomainChat["status"], ChatStatus> = {
  active: "CHAT_STATUS_ACTIVE",
  ended: "CHAT_STATUS_ENDED",
};

/** Converts a chat to a message of the contract. */
export function toChat(chat: DomainChat): Chat {
  return {
    id: chat.id,
    title: chat.title,
    system_message: chat.systemMessage,
    status: statuses[chat.status],
    settings: toSettings(chat.config),
    pinned: chat.pinned,
    archived: chat.archived,
    active_leaf_id: chat.activeLeaf,
    answering_question_id: chat.answering ?? "",
    memory_begins_at_id: chat.memoryBeginsAt ?? "",
    token_usage: toTokenUsage(chat.tokenUsage),
    create_time: toTimestamp(chat.createdAt),
    update_time: toTimestamp(chat.updatedAt),
    etag: String(chat.revision),
  };
}

/** Converts a changed chat. A caller that may not read chats gets its id and etag only. */
export function toChangedChat(principal: Principal, chat: DomainChat): Chat {
  const whole = toChat(chat);
  return allows(principal, "chat:read") ? whole : { id: whole.id, etag: whole.etag };
}

/** Converts billed tokens. */
export function toTokenUsage({ promptTokens, completionTokens }: TokenUsage): ProtoTokenUsage {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens };
}

/** Converts settings. An optional number that is `null` is absent. */
function toSettings(config: ChatConfig): ChatSettings {
  const set = Object.entries(underPublicNames(config)).filter(([, value]) => value !== null);
  return { model: config.model, ...Object.fromEntries(set) };
}
