import type { User, UserSettings } from "../accounts/user.ts";
import type { UserGateway } from "../accounts/user_gateway.ts";
import { AppError } from "../app_error.ts";
import { excerpt } from "../excerpt.ts";
import { type Model, modelOrDefault } from "../models/catalog.ts";
import type { ModelDirectory } from "../models/directory.ts";
import type { ChatConfig, ModelSettings } from "../models/settings.ts";
import {
  configProblems,
  refuseProblems,
  type SettingsProblems,
} from "../models/settings_problems.ts";
import type { Tokenizer } from "../models/tokenizer.ts";
import { said } from "../said.ts";
import { MAX_MESSAGE_LENGTH, normalizeText, surrogateProblem } from "../text_input.ts";
import type { Chat } from "./chat.ts";
import { type ChatDefaults, chatDefaults, type ChatDefaultsDeps } from "./defaults.ts";
import { messageBudget } from "./token_window.ts";

/** Settings of a chat that a request gives. */
export type ChatSettingsInput = {
  readonly model?: string;
  readonly systemMessage?: string;
  readonly config?: Partial<ModelSettings>;
};

/** The use cases about the settings of new chats. Errors are those of {@link App}. */
export interface ChatSettingsUseCases {
  /** The settings of new chats for a user with these preferences. */
  chatDefaults(preferred: UserSettings): ChatDefaults;

  /**
   * Sets a user's settings for new chats. Absent ones fall back to the operator's.
   *
   * @throws `not_found`, `invalid_argument` naming every wrong field: `model`, `system`, `config.…`
   */
  updateChatDefaults(userId: string, preferred: ChatSettingsInput): Promise<User>;
}

/** Fewest tokens that a system message must leave for messages. */
const LEAST_ROOM = 64;

type ChatSettingsDeps = ChatDefaultsDeps & {
  readonly users: UserGateway;
  readonly tokenizer: Tokenizer;
};

/** Binds the use cases about the settings of new chats. */
export function createChatSettingsUseCases(deps: ChatSettingsDeps): ChatSettingsUseCases {
  return {
    chatDefaults: (preferred) => chatDefaults(deps, preferred),
    updateChatDefaults: (userId, preferred) => updateChatDefaults(deps, userId, preferred),
  };
}

async function updateChatDefaults(
  deps: ChatSettingsDeps,
  userId: string,
  { model, systemMessage, config }: ChatSettingsInput,
): Promise<User> {
  await deps.models.prepare(model);
  const { problems, ...valid } = await checkedSettings(deps, chatDefaults(deps, {}, model), {
    model,
    systemMessage,
    config,
  });
  refuseProblems(problems);
  const user = await deps.users.updateSettings(userId, {
    model,
    systemMessage: systemMessage === undefined ? undefined : valid.systemMessage,
    config,
  });
  if (!user) throw new AppError("not_found", said`There is no such account`);
  return user;
}

/** The present settings changed by a request, and everything that is wrong with them. */
export async function checkedSettings(
  deps: { readonly models: ModelDirectory; readonly tokenizer: Tokenizer },
  present: Pick<Chat, "systemMessage" | "config">,
  input: ChatSettingsInput,
): Promise<Pick<Chat, "systemMessage" | "config"> & { readonly problems: SettingsProblems }> {
  const { catalog } = deps.models;
  const model = modelOrDefault(catalog, input.model ?? present.config.model);
  const config = { ...present.config, ...input.config, model: model.name };
  const systemMessage = input.systemMessage ?? present.systemMessage;
  const wrong = configProblems(config, model);
  // The room for messages depends on the limit of answers, which must be valid to be counted.
  const limited = wrong["config.maxTokens"] ? { ...config, maxTokens: null } : config;
  const problems = {
    ...(input.model !== undefined && input.model !== model.name && {
      model: said`There is no model ${excerpt(input.model)}; choose one from the list`,
    }),
    ...await systemProblems(deps, { systemMessage, config: limited, model }),
    ...wrong,
  };
  return {
    config,
    systemMessage: normalizeText(systemMessage),
    problems,
  };
}

async function systemProblems(
  { tokenizer }: { readonly tokenizer: Tokenizer },
  settings: { systemMessage: string; config: ChatConfig; model: Model },
): Promise<SettingsProblems> {
  const { systemMessage, config, model } = settings;
  if (systemMessage.length > MAX_MESSAGE_LENGTH) {
    return { system: said`Must have at most ${MAX_MESSAGE_LENGTH} characters` };
  }
  const problem = surrogateProblem(systemMessage);
  if (problem) return { system: problem };
  const tokens = await tokenizer.count(systemMessage, model.name);
  if (tokens === 0 || messageBudget(model, config, tokens) >= LEAST_ROOM) return {};
  return {
    system:
      said`Must leave room for messages: its ${tokens} tokens and the answer's take all ${model.contextTokens} that ${model.name} reads`,
  };
}
