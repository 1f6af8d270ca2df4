import type { UserSettings } from "../accounts/user.ts";
import { type Model, modelOrDefault } from "../models/catalog.ts";
import type { ModelDirectory } from "../models/directory.ts";
import type { ChatConfig, ModelSettings } from "../models/settings.ts";
import { configProblems } from "../models/settings_problems.ts";
import type { Chat } from "./chat.ts";

/** Settings of a new chat whose creator gives none. */
export type ChatDefaults = {
  readonly model: Model;
  readonly systemMessage: Chat["systemMessage"];
  /** Its model is `model`. */
  readonly config: ChatConfig;
};

/** What {@link chatDefaults} works with. */
export type ChatDefaultsDeps = {
  readonly models: ModelDirectory;
  /** The operator's settings of new chats. */
  readonly defaultConfig: ModelSettings;
  /** The operator's system message of new chats; may be empty. */
  readonly defaultSystemMessage: string;
};

/**
 * The settings of a user's new chats: the user's preferences, else the operator's. A preference
 * that is not valid (any more), such as a removed model, is ignored.
 *
 * @param modelName The model that was chosen for the chat, if one was.
 */
export function chatDefaults(
  { models, defaultConfig, defaultSystemMessage }: ChatDefaultsDeps,
  preferred: UserSettings,
  modelName = preferred.model,
): ChatDefaults {
  const model = modelOrDefault(models.catalog, modelName ?? "");
  const operatorConfig = { ...defaultConfig, model: model.name };
  const unlimited = { ...operatorConfig, maxTokens: null };
  return {
    model,
    systemMessage: preferred.systemMessage ?? defaultSystemMessage,
    config: withValid(withValid(unlimited, operatorConfig, model), preferred.config ?? {}, model),
  };
}

/** `config` with the valid ones of the changes. */
function withValid(config: ChatConfig, changes: Partial<ChatConfig>, model: Model): ChatConfig {
  const problems = configProblems({ ...config, ...changes }, model);
  const entries = Object.entries(changes)
    .filter(([field, value]) => value !== undefined && !(`config.${field}` in problems));
  return { ...config, ...Object.fromEntries(entries) };
}
