import { AppError } from "../app_error.ts";
import { type Said, said } from "../said.ts";
import { surrogateProblem } from "../text_input.ts";
import type { Model } from "./catalog.ts";
import {
  type ChatConfig,
  modelSettings,
  type Setting,
  type SettingName,
  settingNames,
} from "./settings.ts";

/** What is wrong with settings, by the field's path, such as `config.topP`. */
export type SettingsProblems = Record<string, Said>;

/**
 * Checks a chat's settings without looking at its model.
 *
 * @returns The same settings.
 * @throws {AppError} `invalid_argument` naming every wrong field as `config.…`.
 */
export function validateChatConfig(config: ChatConfig): ChatConfig {
  refuseProblems(configProblems(config));
  return config;
}

/**
 * What is wrong with a chat's settings.
 *
 * @param model If given, the settings must fit it: the limit on answers must leave room for a
 * question.
 */
export function configProblems(config: ChatConfig, model?: Model): SettingsProblems {
  const problems = settingNames.map((name) => [
    `config.${name}`,
    problemOf(config[name], modelSettings[name], rangeOf(name, model)),
  ]);
  return Object.fromEntries(problems.filter(([, problem]) => problem !== null));
}

/**
 * A setting's range, both ends included.
 *
 * @param model If given, the range fits it: answers must leave room for a question. Without one,
 * tokens have no limit, as the chat may have been made with any model.
 */
export function rangeOf(name: SettingName, model?: Model): Setting["range"] {
  const [least, most] = modelSettings[name].range;
  if (name !== "maxTokens") return [least, most];
  return [least, model ? Math.min(most, model.contextTokens - 1) : Number.MAX_SAFE_INTEGER];
}

function problemOf(
  value: ChatConfig[SettingName],
  setting: Setting,
  [least, most]: Setting["range"],
): Said | null {
  if (setting.kind === "choice") return choiceProblem(value, setting.choices);
  if (setting.kind === "texts") return textsProblem(value as ChatConfig["stop"], setting);
  if (value === null && setting.kind === "optional integer") return null;
  const isInRange = typeof value === "number" && value >= least && value <= most;
  if (setting.kind === "decimal") {
    return isInRange ? null : said`Must be a number from ${least} to ${most}`;
  }
  return isInRange && Number.isSafeInteger(value)
    ? null
    : said`Must be a whole number from ${least} to ${most}`;
}

function choiceProblem(
  value: ChatConfig[SettingName],
  choices: readonly string[],
): Said | null {
  return typeof value === "string" && choices.includes(value)
    ? null
    : said`Must be one of: ${choices.join(", ")}`;
}

function textsProblem(
  texts: readonly string[],
  { range: [, most], longest }: Setting & { readonly kind: "texts" },
): Said | null {
  const broken = texts.map(surrogateProblem).find((problem) => problem !== null);
  if (broken) return broken;
  const areFit = texts.every(({ length }) => length >= 1 && length <= longest);
  return areFit && texts.length <= most
    ? null
    : said`Must be at most ${most} sequences of 1 to ${longest} characters`;
}

/**
 * @param refused Makes the message out of all the problems.
 * @throws {AppError} `invalid_argument` if there are any problems.
 */
export function refuseProblems(
  problems: SettingsProblems,
  refused = (reasons: Said[]) => said`Cannot use these settings. ${reasons}`,
): void {
  const fields = Object.keys(problems);
  if (fields.length === 0) return;
  const reasons = fields.map((field) => said`${publicName(field)}: ${problems[field]!}`);
  throw new AppError("invalid_argument", refused(reasons), { fields: problems });
}

/** A field's name for programs and operators: `max_tokens` for `config.maxTokens`. */
function publicName(field: string): string {
  const name = field.replace("config.", "");
  return name in modelSettings ? modelSettings[name as SettingName].publicName : name;
}
