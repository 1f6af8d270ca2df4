import { z } from "zod";
import type { Chat } from "../../domain/chats/chat.ts";
import type { ChatConfig } from "../../domain/models/settings.ts";
import type { ChatDefaults } from "../../domain/chats/defaults.ts";
import type { ChatSettingsInput } from "../../domain/chats/settings.ts";
import type { SettingsFieldName, SettingsValues } from "../../views/chats/settings_fields.tsx";

const field = z.string().optional();

/** The fields of how a model is asked, as they are typed. `stop` may come several times. */
export const settingsFields = {
  model: field,
  system: field,
  temperature: field,
  topP: field,
  maxTokens: field,
  presencePenalty: field,
  frequencyPenalty: field,
  n: field,
  stop: z.union([field, z.array(z.string()).transform((texts) => texts.join("\n"))]),
};

/** A form of these fields. */
export const settingsForm = z.object(settingsFields);

const numbers = ["temperature", "topP", "n", "presencePenalty", "frequencyPenalty"] as const;

/**
 * What was typed, for the domain to judge: numbers that are none become `NaN`. What was left empty is
 * absent, but for the system message and the stop sequences, where that says that there are none.
 */
export function readSettings(typed: SettingsValues): ChatSettingsInput {
  const { model, system, stop, maxTokens } = typed;
  const read = numbers.filter((name) => typed[name]?.trim())
    .map((name) => [name, readNumber(typed[name]!)]);
  return {
    model: model || undefined,
    systemMessage: system?.replace(/\r\n?/g, "\n"),
    config: {
      ...Object.fromEntries(read),
      ...maxTokens?.trim() && { maxTokens: readLimit(maxTokens) },
      ...stop !== undefined && { stop: readStops(stop) },
    },
  };
}

/** The same, without what the operator has anyway. */
export function readDefaults(typed: SettingsValues, operators: ChatDefaults): ChatSettingsInput {
  const { model, systemMessage, config } = readSettings(typed);
  const { stop, ...others } = config ?? {};
  const isUsual = !stop || stop.join("\n") === operators.config.stop.join("\n");
  return {
    model,
    systemMessage: systemMessage === operators.systemMessage ? undefined : systemMessage,
    config: { ...others, ...!isUsual && { stop } },
  };
}

/** Settings as text for the fields: numbers only where they are not the default. */
export function settingsValues(
  { systemMessage, config }: Pick<Chat, "systemMessage"> & { readonly config: Partial<ChatConfig> },
  defaults: ChatDefaults,
): SettingsValues {
  const shown = numbers.filter((name) =>
    config[name] !== undefined && config[name] !== defaults.config[name]
  );
  const { maxTokens, model, stop = defaults.config.stop } = config;
  const isUsual = maxTokens === undefined || maxTokens === defaults.config.maxTokens;
  return {
    ...Object.fromEntries(shown.map((name) => [name, String(config[name])])),
    ...!isUsual && { maxTokens: String(maxTokens ?? 0) },
    model,
    system: systemMessage,
    stop: stop.map(escapeLineBreaks).join("\n"),
  };
}

/** Under the fields' names of the form what is wrong with them. */
export function settingsErrors(
  fields: Readonly<Record<string, string>>,
): Partial<Record<SettingsFieldName, string>> {
  const entries = Object.entries(fields).map(([path, text]) => [path.replace("config.", ""), text]);
  return Object.fromEntries(entries);
}

/** A comma counts as a decimal point, as people write numbers in Portuguese. */
function readNumber(text: string): number {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  return /^[-+]?\d*\.?\d+$/.test(plain) ? Number(plain) : NaN;
}

/** Digits alone: a point may divide thousands. */
function readLimit(text: string): number | null {
  const plain = text.trim();
  if (!/^\d+$/.test(plain)) return NaN;
  return Number(plain) === 0 ? null : Number(plain);
}

function readStops(text: string): string[] {
  return text.split(/\r\n?|\n/).filter((line) => line !== "")
    .map((line) => line.replace(/\\([\\n])/g, (_, letter) => letter === "n" ? "\n" : "\\"));
}

function escapeLineBreaks(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
