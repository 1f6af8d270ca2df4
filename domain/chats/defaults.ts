import type { UserSettings } from "../accounts/user.ts";
import { type Model, modelOrDefault } from "../models/catalog.ts";
import type { ModelDirectory } from "../models/directory.ts";
import type { ChatConfig, ModelSettings } from "../models/settings.ts";
import { configProblems } from "../models/settings_problems.ts";
import type { Chat } from "./chat.ts";

/** What a new chat begins with, where its maker says nothing. */
export type ChatDefaults = {
  readonly model: Model;
  readonly systemMessage: Chat["systemMessage"];
  /** Its model is `model`. */
  readonly config: ChatConfig;
};

/** What the defaults of new chats are made of. */
export type ChatDefaultsDeps = {
  readonly models: ModelDirectory;
  /** Settings of a new chat, where its maker gives none. */
  readonly defaultConfig: ModelSettings;
  /** System message of a new chat, where its maker gives none; may be empty. */
  readonly defaultSystemMessage: string;
};

/**
 * What a user's new chats begin with: what the user prefers, else what the operator does. A preference
 * that can't be had (any more), such as a model that is gone, counts as none.
 *
 * @param modelName The model that was chosen for the chat, if one was.
 */
export function chatDefaults(
  { models, defaultConfig, defaultSystemMessage }: ChatDefaultsDeps,
  preferred: UserSettings,
  modelName = preferred.model,
): ChatDefaults {
  const model = modelOrDefault(models.catalog, modelName ?? "");
  const operators = { ...defaultConfig, model: model.name };
  const unlimited = { ...operators, maxTokens: null };
  return {
    model,
    systemMessage: preferred.systemMessage ?? defaultSystemMessage,
    config: usable(usable(unlimited, operators, model), preferred.config ?? {}, model),
  };
}

/** `config` with those of the changes that have no problem. */
function usable(config: ChatConfig, changes: Partial<ChatConfig>, model: Model): ChatConfig {
  const problems = configProblems({ ...config, ...changes }, model);
  const entries = Object.entries(changes)
    .filter(([field, value]) => value !== undefined && !(`config.${field}` in problems));
  return { ...config, ...Object.fromEntries(entries) };
}
