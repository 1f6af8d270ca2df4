import { z } from "zod";
import { allows } from "../../../domain/accounts/acting_user.ts";
import type { Chat } from "../../../domain/chats/chat.ts";
import { MAX_TITLE_LENGTH } from "../../../domain/chats/title.ts";
import {
  type ChatConfig,
  eachSetting,
  modelSettings,
  type PublicName,
  type PublicSettings,
  type Setting,
  settingNames,
  underOwnNames,
  underPublicNames,
} from "../../../domain/models/settings.ts";
import { MAX_MESSAGE_LENGTH } from "../../../domain/text_input.ts";
import type { ChatDefaults } from "../../../domain/chats/defaults.ts";
import type { ChatSettingsInput } from "../../../domain/chats/settings.ts";
import type { Principal } from "../../../domain/accounts/user.ts";
import { entityTag } from "./etag.ts";
import { idField, timeField } from "../fields.ts";

/** Tokens that were billed. */
export const tokenUsageSchema = z.object({
  prompt_tokens: z.int().min(0).meta({ examples: [14] }),
  completion_tokens: z.int().min(0).meta({ examples: [31] }),
}).meta({ description: "Tokens that were billed." });

/** Tokens that were billed for one answer. */
export const answerUsageSchema = tokenUsageSchema.extend({
  cached_prompt_tokens: z.int().min(0).nullable().meta({
    description: "Those of `prompt_tokens` that the model's server had cached; null if it didn't " +
      "say.",
    examples: [0],
  }),
}).meta({ description: "Tokens that were billed for one answer." });

/** The settings' fields. The domain checks the ranges, because its messages are clearer. */
const settingFields = {
  model: z.string().meta({
    description: "Name of an available model.",
    examples: ["gpt-x"],
  }),
  ...underPublicNames(eachSetting(settingField)) as {
    readonly [Name in PublicName]: z.ZodType<PublicSettings[Name]>;
  },
};

/** The settings' part of a patch. */
type SettingsPatch = {
  readonly system_message?: string | null;
  readonly settings?: z.infer<typeof settingsPatchSchema>;
};

/** The settings of a chat in a result. */
export const chatSettingsSchema = z.object(settingFields).meta({
  description: "Settings of a chat; names and ranges are those of OpenAI's chat completions API.",
});

/** The settings of a new chat in a request. */
export const newSettingsSchema = z.strictObject(settingFields).partial().meta({
  description: "Absent settings come from the user's defaults, else from the server's.",
});

/** Changes to a chat's settings in a request. */
export const settingsPatchSchema = z.strictObject({
  model: settingFields.model.nullable(),
  ...underPublicNames(eachSetting(patchField)) as {
    readonly [Name in PublicName]: z.ZodType<PublicSettings[Name] | null>;
  },
}).partial().meta({
  description:
    "Absent settings stay; null resets a setting to the server's default, and `max_tokens` to the " +
    "model's own limit.",
});

/** Text that the model reads before a chat. */
export const systemMessageField = z.string().meta({
  description: "Text that the model reads before the chat; may be empty.",
  examples: ["Answer in one sentence."],
  maxLength: MAX_MESSAGE_LENGTH,
});

/** A chat's title in a request. */
export const titleField = z.string().meta({
  description: "One line of text.",
  examples: ["Why is the sky blue?"],
  minLength: 1,
  maxLength: MAX_TITLE_LENGTH,
});

/** A chat in a result. */
export const chatSchema = z.object({
  id: idField("Id of the chat."),
  title: titleField,
  system_message: systemMessageField,
  status: z.enum(["active", "ended"]).meta({
    description: "An ended chat can be read but accepts no more messages.",
  }),
  settings: chatSettingsSchema,
  pinned: z.boolean(),
  archived: z.boolean(),
  active_leaf_id: idField("The newest message of the branch that is shown."),
  answering_question_id: idField("").nullable().meta({
    description: "The question that is being answered; null when none is.",
    examples: [null],
  }),
  memory_begins_at_id: idField("").nullable().meta({
    description:
      "The oldest message that was sent to the model with the newest question; null if all were.",
    examples: [null],
  }),
  token_usage: tokenUsageSchema,
  create_time: timeField,
  update_time: timeField.meta({ description: "Time of the last message." }),
  etag: z.string().meta({
    description:
      "Changes whenever the chat does; the same value as in the headers ETag and If-Match.",
    examples: ['"7"'],
  }),
}).meta({ description: "A conversation with a model." });

/** A chat that a call changed. */
export const changedChatSchema = chatSchema.partial().required({ id: true, etag: true }).meta({
  description: "The chat as it is now; for a token without `chat:read` only its `id` and `etag`.",
});

/** A chat as JSON. */
export type ChatJson = z.infer<typeof chatSchema>;

/** Converts a chat to JSON. */
export function chatJson(chat: Chat): ChatJson {
  const { id, title, status, pinned, archived, tokenUsage } = chat;
  return {
    id,
    title,
    system_message: chat.systemMessage,
    status,
    settings: settingsJson(chat.config),
    pinned,
    archived,
    active_leaf_id: chat.activeLeaf,
    answering_question_id: chat.answering,
    memory_begins_at_id: chat.memoryBeginsAt,
    token_usage: usageJson(tokenUsage),
    create_time: chat.createdAt.toISOString(),
    update_time: chat.updatedAt.toISOString(),
    etag: entityTag(chat),
  };
}

/** Converts a changed chat to JSON, with the fields that the caller may read. */
export function changedChatJson(
  principal: Principal,
  chat: Chat,
): z.infer<typeof changedChatSchema> {
  const whole = chatJson(chat);
  return allows(principal, "chat:read") ? whole : { id: whole.id, etag: whole.etag };
}

/** Converts billed tokens to JSON. */
export function usageJson(
  { promptTokens, completionTokens }: Chat["tokenUsage"],
): z.infer<typeof tokenUsageSchema> {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens };
}

/** Converts settings from JSON. Absent settings stay absent. */
export function configFromJson(
  settings: z.infer<typeof newSettingsSchema>,
): Partial<ChatConfig>;
export function configFromJson(
  settings: z.infer<typeof settingsPatchSchema>,
): { [Name in keyof ChatConfig]?: ChatConfig[Name] | null };
export function configFromJson(settings: z.infer<typeof settingsPatchSchema>): object {
  const { model, ...values } = settings;
  return { ...model !== undefined && { model }, ...underOwnNames(values) };
}

/**
 * Converts a patch of a chat's settings from JSON. `null` becomes the default.
 *
 * @param defaults Finds the defaults; called only if they are needed.
 */
export function settingsChange(
  { system_message: system, settings = {} }: SettingsPatch,
  defaults: () => ChatDefaults,
): ChatSettingsInput {
  const { model, ...config } = configFromJson(settings);
  const isSetBack = system === null || Object.values(settings).includes(null);
  const usual = isSetBack ? defaults() : undefined;
  const fields = settingNames.filter((name) => name in config).map((name) => {
    const isNone = modelSettings[name].kind === "optional integer";
    return [name, config[name] === null && !isNone ? usual!.config[name] : config[name]];
  });
  return {
    model: model === null ? usual!.model.name : model,
    systemMessage: system === null ? usual!.systemMessage : system,
    config: fields.length > 0 ? Object.fromEntries(fields) : undefined,
  };
}

function settingsJson({ model, ...settings }: ChatConfig): z.infer<typeof chatSettingsSchema> {
  return { model, ...underPublicNames(settings) };
}

/** The schema of a setting. */
function settingField({ description, ...setting }: Setting) {
  const { range: [minimum, maximum], neutral } = setting;
  const examples = [neutral];
  switch (setting.kind) {
    case "decimal":
      return z.number().meta({ description, examples, minimum, maximum });
    case "integer":
      return z.number().meta({ description, type: "integer", minimum, maximum });
    case "optional integer":
      return z.number().meta({ type: "integer", minimum }).nullable()
        .meta({ description, examples: [setting.example] });
    case "choice":
      return z.enum(setting.choices).meta({ description, examples });
    case "texts": {
      const text = z.string().meta({ minLength: 1, maxLength: setting.longest });
      return z.array(text).meta({ examples, description, maxItems: maximum });
    }
  }
}

/** The schema of a setting in a patch, where `null` resets it. */
function patchField(setting: Setting) {
  const field = settingField(setting);
  return setting.kind === "optional integer" ? field : field.nullable();
}
