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

/** The fields of settings. The ranges are the domain's to judge, which words it better. */
const settingFields = {
  model: z.string().meta({
    description: "Name of an available model.",
    examples: ["gpt-x"],
  }),
  ...underPublicNames(eachSetting(settingField)) as {
    readonly [Name in PublicName]: z.ZodType<PublicSettings[Name]>;
  },
};

/** What may become of a chat's settings. */
type SettingsPatch = {
  readonly system_message?: string | null;
  readonly settings?: z.infer<typeof settingsPatchSchema>;
};

/** How a chat's model is asked. */
export const chatSettingsSchema = z.object(settingFields).meta({
  description: "Settings of a chat; names and ranges are those of OpenAI's chat completions API.",
});

/** How a new chat's model shall be asked. */
export const newSettingsSchema = z.strictObject(settingFields).partial().meta({
  description: "Absent settings come from the user's defaults, else from the server's.",
});

/** What settings become. */
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

/** A chat as programs see it. */
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

/** A chat as programs see it. */
export function chatJson(chat: Chat): ChatJson {
  const { id, title, status, pinned, archived, tokenUsage } = chat;
  return {
    ...{ id, title, system_message: chat.systemMessage, status },
    settings: settingsJson(chat.config),
    ...{ pinned, archived },
    active_leaf_id: chat.activeLeaf,
    answering_question_id: chat.answering,
    memory_begins_at_id: chat.memoryBeginsAt,
    token_usage: usageJson(tokenUsage),
    create_time: chat.createdAt.toISOString(),
    update_time: chat.updatedAt.toISOString(),
    etag: entityTag(chat),
  };
}

/** A chat as whoever changed it sees it. */
export function changedChatJson(
  principal: Principal,
  chat: Chat,
): z.infer<typeof changedChatSchema> {
  const whole = chatJson(chat);
  return allows(principal, "chat:read") ? whole : { id: whole.id, etag: whole.etag };
}

/** Billed tokens as programs see them. */
export function usageJson(
  { promptTokens, completionTokens }: Chat["tokenUsage"],
): z.infer<typeof tokenUsageSchema> {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens };
}

/** How a model shall be asked, in the words of the domain; what is absent is left out. */
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
 * How a chat's model shall be asked from now on, in the words of the domain.
 *
 * @param defaults Finds what takes the place of what is set back.
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

/** A setting's field. */
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
    case "texts": {
      const text = z.string().meta({ minLength: 1, maxLength: setting.longest });
      return z.array(text).meta({ examples, description, maxItems: maximum });
    }
  }
}

/** The same where `null` sets it back. */
function patchField(setting: Setting) {
  const field = settingField(setting);
  return setting.kind === "optional integer" ? field : field.nullable();
}
