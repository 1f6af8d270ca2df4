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

/** The settings' fields as they are typed. A field for several texts may come several times. */
export const settingsFields = {
  model: field,
  system: field,
  ...eachSetting(({ kind }) => kind === "texts" ? severalLines : field),
};

/** A form with these fields. */
export const settingsForm = z.object(settingsFields);

/**
 * Reads what was typed, for the domain to validate: what is no number becomes `NaN`. Empty fields
 * are absent, except that an empty system message or list of texts says that there is none.
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

/** Reads what was typed, without the values that are the operator's defaults anyway. */
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

/** Settings as text for the fields. A number that is the default leaves its field empty. */
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

/** What is wrong with the form's fields, by their names. */
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
  if (kind === "choice") return text.trim();
  return kind === "optional integer" ? readOptional(text) : readNumber(text);
}

/** Also takes a decimal comma, as in Portuguese. */
function readNumber(text: string): number {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  return /^[-+]?\d*\.?\d+$/.test(plain) ? Number(plain) : NaN;
}

/** Takes digits only, because a point could separate thousands. 0 says that there is no limit. */
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
