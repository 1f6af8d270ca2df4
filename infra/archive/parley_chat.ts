import { z } from "zod";
import {
  CHAT_FORMAT,
  type ExportedChat,
  MAX_IMPORTED_MESSAGES,
  MAX_IMPORTED_TEXT,
} from "../../domain/archive/exported_chat.ts";
import { MAX_SOURCES, sourceOf } from "../../domain/models/source.ts";
import type { CompletionErrorCode } from "../../domain/models/completion_provider.ts";
import { storedFinishReason } from "../../domain/models/finish_reason.ts";
import {
  eachSetting,
  type ModelSettings,
  type Setting,
  type SettingName,
  settingNames,
} from "../../domain/models/settings.ts";

/** Ids of any origin, made of ordinary characters. */
const id = z.string().regex(/^[\w.:-]{1,100}$/, "Must be 1 to 100 letters, digits, or any of _.:-");

/** Times from 1970 on, when Parley's begin. */
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
  .refine((date) => date.getTime() >= 0, "Must not be before 1970");

/** Small enough that sums of counts are still exact integers in every database. */
const count = z.int().min(0).max(1e12);

const content = z.string().max(MAX_IMPORTED_TEXT);

/** A model's name, limited by its column. */
const model = z.string().max(255);

/** Longest entry of an answer's `leftOut`: the name of a setting, and a limit. */
const MAX_LEFT_OUT_LENGTH = 50;

const errorCodes = {
  upstream_no_credit: true,
  upstream_unauthorized: true,
  upstream_not_allowed: true,
  upstream_not_found: true,
  upstream_prompt_filtered: true,
  upstream_answer_filtered: true,
  upstream_too_long: true,
  upstream_rejected: true,
  upstream_rate_limited: true,
  upstream_error: true,
  upstream_unreachable: true,
  upstream_timeout: true,
  upstream_broken_off: true,
  internal: true,
} satisfies Record<CompletionErrorCode, true>;

const question = z.object({
  role: z.literal("user"),
  id,
  parentId: id.nullable(),
  content,
  tokens: count,
  createdAt: time,
});

const answer = question.extend({
  role: z.literal("assistant"),
  model,
  state: z.enum(["streaming", "complete", "stopped", "failed", "interrupted"]),
  finishReason: z.string().max(1000).transform((reason) => storedFinishReason(reason)).nullable(),
  errorCode: z.enum(Object.keys(errorCodes) as CompletionErrorCode[]).nullable(),
  /** Missing in older exports. */
  retryAt: time.nullable().default(null),
  leftOut: z.array(z.string().max(MAX_LEFT_OUT_LENGTH)).max(settingNames.length).default([]),
  promptTokens: count.nullable(),
  completionTokens: count.nullable(),
  cachedPromptTokens: count.nullable().default(null),
  finishedAt: time.nullable(),
  /** Absent without sources. Addresses that nobody could follow are left out. */
  sources: z.array(z.object({ url: z.string(), title: z.string() })).max(MAX_SOURCES)
    .transform((list) => list.flatMap(({ url, title }) => sourceOf(url, title) ?? []))
    .optional(),
  /** Exports of older versions lack it. */
  thinking: z.object({
    text: z.string().min(1).max(MAX_IMPORTED_TEXT),
    milliseconds: count,
    tokens: count,
  }).nullable().default(null),
});

/** An older export may lack a setting, and a newer one may have unknown settings. */
const config = z.object({
  model: model.min(1),
  ...eachSetting(settingSchema) as {
    readonly [Name in SettingName]: z.ZodType<ModelSettings[Name]>;
  },
});

function settingSchema(setting: Setting) {
  const { kind, neutral, range: [, most] } = setting;
  switch (kind) {
    case "choice":
      // A word of a newer version counts as unset.
      return z.enum(setting.choices).catch(neutral);
    case "decimal":
      return z.number().default(neutral);
    case "integer":
      return z.int().default(neutral);
    case "optional integer":
      return z.int().nullable().default(neutral);
    case "texts":
      return z.array(z.string()).max(most).default([...neutral]);
  }
}

/**
 * A chat in Parley's export format (`docs/export_format.md`), with a limit on everything. The
 * domain checks whether the messages form a tree and the settings are within their ranges.
 */
export const parleyChat = z.object({
  format: z.literal(CHAT_FORMAT.format),
  version: z.literal(CHAT_FORMAT.version, `Only version ${CHAT_FORMAT.version} can be read here`),
  id,
  title: z.string().max(1000),
  createdAt: time,
  updatedAt: time,
  systemMessage: z.string().max(MAX_IMPORTED_TEXT),
  status: z.enum(["active", "ended"]),
  config,
  activeLeaf: id,
  memoryBeginsAt: id.nullable(),
  tokenUsage: z.object({ promptTokens: count, completionTokens: count }),
  pinned: z.boolean(),
  archived: z.boolean(),
  messages: z.array(z.discriminatedUnion("role", [question, answer]))
    .max(MAX_IMPORTED_MESSAGES, `Has more than ${MAX_IMPORTED_MESSAGES} messages`),
}).transform(({ format: _format, version: _version, ...chat }): ExportedChat => chat);
