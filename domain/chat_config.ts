import { AppError } from "./app_error.ts";
import type { ChatConfig } from "./chat.ts";
import { type Said, said } from "./said.ts";

/** Ranges of OpenAI's chat completions API. */
const ranges = {
  temperature: [0, 2],
  topP: [0, 1],
  presencePenalty: [-2, 2],
  frequencyPenalty: [-2, 2],
} as const;

/** Most stop sequences that OpenAI's API takes. */
const MAX_STOPS = 4;

/** Longest stop sequence, in UTF-16 code units. */
const MAX_STOP_LENGTH = 200;

/** Most choices of one turn. OpenAI's own bound is 128; nobody reads that many siblings. */
const MAX_N = 8;

/**
 * Checks a chat's settings.
 *
 * @returns `config` itself.
 * @throws {AppError} `invalid_argument` naming every wrong field as `config.…`.
 */
export function validateChatConfig(config: ChatConfig): ChatConfig {
  const problems: Record<string, Said> = {};
  for (const name of Object.keys(ranges) as (keyof typeof ranges)[]) {
    const [least, most] = ranges[name];
    if (!(config[name] >= least && config[name] <= most)) {
      problems[`config.${name}`] = said`Must be a number from ${least} to ${most}`;
    }
  }
  if (!isCount(config.n) || config.n > MAX_N) {
    problems["config.n"] = said`Must be a whole number from 1 to ${MAX_N}`;
  }
  if (config.maxTokens !== null && !isCount(config.maxTokens)) {
    problems["config.maxTokens"] = said`Must be a whole number from 1`;
  }
  const areStops = config.stop.every(({ length }) => length >= 1 && length <= MAX_STOP_LENGTH);
  if (config.stop.length > MAX_STOPS || !areStops) {
    problems["config.stop"] =
      said`Must be at most ${MAX_STOPS} sequences of 1 to ${MAX_STOP_LENGTH} characters`;
  }
  const fields = Object.keys(problems);
  if (fields.length === 0) return config;
  const reasons = fields.map((field) => said`${field.replace("config.", "")}: ${problems[field]!}`);
  throw new AppError("invalid_argument", said`Cannot use these settings. ${reasons}`, {
    fields: problems,
  });
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
