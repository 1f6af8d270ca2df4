import type { App } from "../../domain/app.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import { contextUse } from "../../domain/chats/context_use.ts";
import { modelOrDefault } from "../../domain/models/catalog.ts";
import type { ComposerProps } from "../../views/answers/composer.tsx";
import type { ContextGaugeProps } from "../../views/chats/context_gauge.tsx";
import type { ChatSettingsProps } from "../../views/chats/settings.tsx";
import type { SettingsFieldsProps } from "../../views/chats/settings_fields.tsx";
import type { Texts } from "../../views/texts/texts.ts";
import { settingsValues } from "./settings_form.ts";
import type { Viewer } from "../accounts/viewer.ts";

/** What was typed into a new chat's settings, and its errors; absent while they aren't shown. */
export type SettingsDraft = Partial<Pick<SettingsFieldsProps, "values" | "errors">>;

/** The newest answer, the answer before it, and their questions. */
const MESSAGES_FOR_GAUGE = 4;

/** Props of a chat's settings. */
export function chatSettings(app: App, { t, user }: Viewer, chat: Chat): ChatSettingsProps {
  const defaults = app.chatDefaults({ ...user.settings, model: chat.config.model });
  return { t, chat, defaults, models: app.models, values: settingsValues(chat, defaults) };
}

/** Props of the user's default settings for new chats. */
export function defaultSettings(app: App, { t, user }: Viewer): SettingsFieldsProps {
  const defaults = app.chatDefaults({});
  const { model, systemMessage = defaults.systemMessage, config } = user.settings;
  const values = settingsValues({ systemMessage, config: { ...config, model } }, defaults);
  return { t, defaults, models: app.models, values };
}

/** The settings in the composer of a new chat. */
export function newChatSettings(
  app: App,
  { user }: Viewer,
  { model, settings }: { readonly model?: string; readonly settings?: SettingsDraft },
): Pick<ComposerProps, "models" | "model" | "settings"> {
  const defaults = app.chatDefaults({ ...user.settings, ...model && { model } });
  const choice = { models: app.models, model: defaults.model.name };
  if (!settings) return choice;
  const values = { ...settingsValues(defaults, defaults), ...settings.values };
  return { ...choice, settings: { ...settings, defaults, values } };
}

/** Reads how much of its model's context window the branch that a chat shows takes. */
export async function gaugeOfBranch(app: App, t: Texts, chat: Chat): Promise<ContextGaugeProps> {
  const page = { userId: chat.userId, chatId: chat.id, limit: MESSAGES_FOR_GAUGE };
  const { messages } = await app.listMessages(page);
  return gaugeOf(app, { t, chat, tokens: contextUse(messages) });
}

/**
 * How much of its model's context window a branch takes.
 *
 * @param branch `tokens`: those of the branch; `null` if they are unknown or its end isn't shown.
 */
export function gaugeOf(
  app: App,
  { t, chat, tokens }: Pick<ContextGaugeProps, "t" | "tokens"> & { readonly chat: Chat },
): ContextGaugeProps {
  const { contextTokens, contextIsGuess = false } = modelOrDefault(
    app.models,
    chat.config.model,
  );
  return { t, tokens, contextTokens, contextIsGuess };
}
