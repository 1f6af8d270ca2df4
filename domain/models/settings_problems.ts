import { AppError } from "../app_error.ts";
import type { ChatConfig } from "./settings.ts";
import type { Model } from "./catalog.ts";
import { type Said, said } from "../said.ts";
import { surrogateProblem } from "../text_input.ts";

/**
 * Ranges of a chat's numbers, ends included: those of OpenAI's chat completions API. Its own bound of
 * `n` is 128; nobody reads that many siblings.
 */
export const CONFIG_RANGES = {
  temperature: [0, 2],
  topP: [0, 1],
  presencePenalty: [-2, 2],
  frequencyPenalty: [-2, 2],
  n: [1, 8],
} as const;

/** Most stop sequences that OpenAI's API takes. */
export const MAX_STOPS = 4;

/** Longest stop sequence, in UTF-16 code units. */
export const MAX_STOP_LENGTH = 200;

const decimals = ["temperature", "topP", "presencePenalty", "frequencyPenalty"] as const;

/** What is wrong with settings, by the field's path, such as `config.topP`. */
export type SettingsProblems = Record<string, Said>;

/**
 * Checks a chat's settings, whichever model they are for.
 *
 * @returns The same.
 * @throws {AppError} `invalid_argument` naming every wrong field as `config.…`.
 */
export function validateChatConfig(config: ChatConfig): ChatConfig {
  refuseProblems(configProblems(config));
  return config;
}

/**
 * What is wrong with a chat's settings.
 *
 * @param model Given where they shall fit it: a limit on answers must leave room for a question.
 */
export function configProblems(config: ChatConfig, model?: Model): SettingsProblems {
  const problems: SettingsProblems = {};
  for (const name of decimals) {
    const [least, most] = CONFIG_RANGES[name];
    if (!(config[name] >= least && config[name] <= most)) {
      problems[`config.${name}`] = said`Must be a number from ${least} to ${most}`;
    }
  }
  const [, mostAnswers] = CONFIG_RANGES.n;
  if (!isCount(config.n, mostAnswers)) {
    problems["config.n"] = said`Must be a whole number from 1 to ${mostAnswers}`;
  }
  if (config.maxTokens !== null && !isCount(config.maxTokens, mostTokens(model))) {
    problems["config.maxTokens"] = model
      ? said`Must be a whole number from 1 to ${mostTokens(model)}`
      : said`Must be a whole number from 1`;
  }
  const areStops = config.stop.every(({ length }) => length >= 1 && length <= MAX_STOP_LENGTH);
  if (config.stop.length > MAX_STOPS || !areStops) {
    problems["config.stop"] =
      said`Must be at most ${MAX_STOPS} sequences of 1 to ${MAX_STOP_LENGTH} characters`;
  }
  const brokenStop = config.stop.map(surrogateProblem).find((problem) => problem !== null);
  if (brokenStop) problems["config.stop"] = brokenStop;
  return problems;
}

/**
 * @param refused What is said of them all.
 * @throws {AppError} `invalid_argument` with these problems, if there are any.
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

/** What programs and operators call a field: `max_tokens` for `config.maxTokens`. */
function publicName(field: string): string {
  return field.replace("config.", "").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Most tokens to which a model's answers may be limited. */
export function mostTokens(model?: Model): number {
  return model ? model.contextTokens - 1 : Number.MAX_SAFE_INTEGER;
}

function isCount(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= most;
}
