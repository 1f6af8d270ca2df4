import { z } from "zod";
import type { Chat } from "../../domain/chats/chat.ts";
import {
  type ChatConfig,
  eachSetting,
  type ModelSettings,
  modelSettings,
  type SettingName,
  settingNames,
} from "../../domain/models/settings.ts";
import type { ChatDefaults } from "../../domain/chats/defaults.ts";
import type { ChatSettingsInput } from "../../domain/chats/settings.ts";
import type { SettingsFieldName, SettingsValues } from "../../views/chats/settings_fields.tsx";

const field = z.string().optional();
const severalLines = z.union([field, z.array(z.string()).transform((texts) => texts.join("\n"))]);

/** The fields of how a model is asked, as they are typed. One of texts may come several times. */
export const settingsFields = {
  ...{ model: field, system: field },
  ...eachSetting(({ kind }) => kind === "texts" ? severalLines : field),
};

/** A form of these fields. */
export const settingsForm = z.object(settingsFields);

/**
 * What was typed, for the domain to judge: numbers that are none become `NaN`. What was left empty is
 * absent, but for the system message and lists of texts, where that says that there are none.
 */
export function readSettings(typed: SettingsValues): ChatSettingsInput {
  const { model, system } = typed;
  const read = settingNames.map((name) => [name, readSetting(name, typed[name])]);
  return {
    model: model || undefined,
    systemMessage: system?.replace(/\r\n?/g, "\n"),
    config: Object.fromEntries(read.filter(([, value]) => value !== undefined)),
  };
}

/** The same, without what the operator has anyway. */
export function readDefaults(typed: SettingsValues, operators: ChatDefaults): ChatSettingsInput {
  const { model, systemMessage, config = {} } = readSettings(typed);
  const others = Object.entries(config).filter(([name, value]) => {
    const usual = operators.config[name as SettingName];
    return !Array.isArray(value) || JSON.stringify(value) !== JSON.stringify(usual);
  });
  return {
    model,
    systemMessage: systemMessage === operators.systemMessage ? undefined : systemMessage,
    config: Object.fromEntries(others),
  };
}

/** Settings as text for the fields: numbers only where they are not the default. */
export function settingsValues(
  { systemMessage, config }: Pick<Chat, "systemMessage"> & { readonly config: Partial<ChatConfig> },
  defaults: ChatDefaults,
): SettingsValues {
  const shown = settingNames.map((name) => {
    const usual = defaults.config[name];
    const { [name]: value = usual } = config;
    if (Array.isArray(value)) return [name, value.map(escapeLineBreaks).join("\n")];
    return [name, value === usual ? undefined : String(value ?? 0)];
  });
  return { ...Object.fromEntries(shown), model: config.model, system: systemMessage };
}

/** Under the fields' names of the form what is wrong with them. */
export function settingsErrors(
  fields: Readonly<Record<string, string>>,
): Partial<Record<SettingsFieldName, string>> {
  const entries = Object.entries(fields).map(([path, text]) => [path.replace("config.", ""), text]);
  return Object.fromEntries(entries);
}

function readSetting(
  name: SettingName,
  text: string | undefined,
): ModelSettings[SettingName] | undefined {
  const { kind } = modelSettings[name];
  if (kind === "texts") return text === undefined ? undefined : readTexts(text);
  if (!text?.trim()) return undefined;
  return kind === "optional integer" ? readOptional(text) : readNumber(text);
}

/** A comma counts as a decimal point, as people write numbers in Portuguese. */
function readNumber(text: string): number {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  return /^[-+]?\d*\.?\d+$/.test(plain) ? Number(plain) : NaN;
}

/** Digits alone: a point may divide thousands. 0 is none. */
function readOptional(text: string): number | null {
  const plain = text.trim();
  if (!/^\d+$/.test(plain)) return NaN;
  return Number(plain) === 0 ? null : Number(plain);
}

function readTexts(text: string): string[] {
  return text.split(/\r\n?|\n/).filter((line) => line !== "")
    .map((line) => line.replace(/\\([\\n])/g, (_, letter) => letter === "n" ? "\n" : "\\"));
}

function escapeLineBreaks(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
