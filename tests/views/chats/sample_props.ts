import { settingNames } from "../../../domain/models/settings.ts";
import type { Chat } from "../../../domain/chats/chat.ts";
import type { MessageListProps } from "../../../views/answers/message_list.tsx";
import type { ChatPageProps } from "../../../views/chats/chat_page.tsx";
import type { SettingsFieldsProps } from "../../../views/chats/settings_fields.tsx";
import { sampleConfig } from "../../support/app/sample_messages.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";
import { composerProps, messageListProps } from "../answers/sample_props.ts";
import { sampleAssets } from "../assets/sample_assets.ts";

/** A chat with a title. */
export function sampleChat(id: string, title: string, facts: Partial<Chat> = {}): Chat {
  const time = new Date("2026-01-02T03:04:05.678Z");
  return {
    id,
    revision: 1,
    title,
    userId: "user",
    systemMessage: "",
    status: "active",
    config: sampleConfig,
    activeLeaf: "a1",
    answering: null,
    memoryBeginsAt: null,
    pinned: false,
    archived: false,
    tokenUsage: { promptTokens: 1, completionTokens: 1 },
    createdAt: time,
    updatedAt: time,
    ...facts,
  };
}

/** A gauge that isn't empty. */
export const sampleGauge = {
  t: sampleTexts,
  tokens: 3412,
  contextTokens: 128_000,
  contextIsGuess: false,
};

/** Props of a chat's page whose messages aren't rendered yet. */
type UnrenderedPage = ChatPageProps & { readonly messages: MessageListProps };

/** A chat's page with `text` as every text. */
export function chatPageProps(text: string, facts: Partial<UnrenderedPage> = {}): UnrenderedPage {
  const chat = sampleChat("chat", text);
  return {
    t: sampleTexts,
    assets: sampleAssets,
    isDemo: true,
    chat,
    user: { id: "user", name: text, email: text, settings: {}, createdAt: chat.createdAt },
    list: {
      t: sampleTexts,
      chats: [chat, sampleChat("chat-2", text)],
      currentId: "chat",
      hasMore: true,
      now: chat.updatedAt,
    },
    messages: messageListProps(text),
    idempotencyKey: "key",
    composer: composerProps(),
    gauge: sampleGauge,
    ...facts,
  };
}

/** Settings with `text` as every text, and an error at every field. */
export function settingsProps(text: string): SettingsFieldsProps {
  const model = { name: text, contextTokens: 8192 };
  const names = ["model", "system", ...settingNames];
  const texts = Object.fromEntries(names.map((name) => [name, text]));
  return {
    t: sampleTexts,
    values: texts,
    errors: texts,
    models: [model, { name: "other", contextTokens: 1 }],
    defaults: { model, systemMessage: text, config: { ...sampleConfig, model: text } },
  };
}
