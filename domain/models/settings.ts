/** The description of a setting. */
export type Setting =
  & {
    /**
     * Its name in JSON, in gRPC and for the model's server; in capitals, the environment
     * variable's.
     */
    readonly publicName: string;
    /** For the JSON API's documents, when the name doesn't say it all. */
    readonly description?: string;
    /** Both ends are allowed. For texts: how many there may be. */
    readonly range: readonly [least: number, most: number];
  }
  & (
    | { readonly kind: "decimal" | "integer"; readonly neutral: number }
    /** `null` means unset; so does 0 in a form, and the range begins above it. */
    | { readonly kind: "optional integer"; readonly neutral: null; readonly example: number }
    /** `longest`: most UTF-16 code units of each. None may be empty. */
    | { readonly kind: "texts"; readonly neutral: readonly string[]; readonly longest: number }
    /** One of these words, of which the range counts one. */
    | { readonly kind: "choice"; readonly neutral: string; readonly choices: readonly string[] }
  );

/** The value of a setting, by its kind. */
type SettingValues = {
  readonly decimal: number;
  readonly integer: number;
  readonly "optional integer": number | null;
  readonly texts: readonly string[];
  readonly choice: string;
};

/**
 * Every setting of a chat except its model and system message, in the order in which the APIs list
 * them. Names and ranges are those of OpenAI's chat completions API. A setting with its `neutral`
 * value isn't sent to the model's server; a setting missing from an export has that value.
 *
 * `CONTRIBUTING.md` says what else a new setting needs.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export const modelSettings = {
  temperature: { publicName: "temperature", kind: "decimal", range: [0, 2], neutral: 1 },
  topP: { publicName: "top_p", kind: "decimal", range: [0, 1], neutral: 1 },
  /** OpenAI accepts up to 128; no reader compares that many versions of an answer. */
  n: {
    publicName: "n",
    description: "Answers to each question.",
    kind: "integer",
    range: [1, 8],
    neutral: 1,
  },
  stop: {
    publicName: "stop",
    description: "Texts at which an answer stops.",
    kind: "texts",
    range: [0, 4],
    longest: 200,
    neutral: [],
  },
  /** {@link rangeOf} lowers the upper end to fit a model's context. */
  maxTokens: {
    publicName: "max_tokens",
    description:
      "Maximum number of tokens of an answer, less than the model's `context_tokens`; null for the " +
      "model's own limit.",
    kind: "optional integer",
    range: [1, 100_000_000],
    neutral: null,
    example: 1024,
  },
  presencePenalty: { publicName: "presence_penalty", kind: "decimal", range: [-2, 2], neutral: 0 },
  frequencyPenalty: {
    publicName: "frequency_penalty",
    kind: "decimal",
    range: [-2, 2],
    neutral: 0,
  },
  /** Models take some of these; one that a model refuses is left out for it. */
  reasoningEffort: {
    publicName: "reasoning_effort",
    description:
      "How much the model thinks before it answers, if it can: `default` leaves it to the model.",
    kind: "choice",
    range: [1, 1],
    choices: ["default", "none", "minimal", "low", "medium", "high"],
    neutral: "default",
  },
} as const satisfies Readonly<Record<string, Setting>>;

type Table = typeof modelSettings;

/** Name of a setting in code, forms and exports. */
export type SettingName = keyof Table;

/** Name of a setting in the APIs. */
export type PublicName = Table[SettingName]["publicName"];

/** A value for every setting. */
export type ModelSettings = {
  readonly [Name in SettingName]: SettingValues[Table[Name]["kind"]];
};

/** The model of a chat and its settings. */
export type ChatConfig = ModelSettings & {
  /** Name of a model in the catalogue. */
  readonly model: string;
};

/** The same as {@link ModelSettings}, under the APIs' names. */
export type PublicSettings = {
  readonly [Name in SettingName as Table[Name]["publicName"]]: ModelSettings[Name];
};

/** The names of all settings, in their order. */
export const settingNames = Object.keys(modelSettings) as SettingName[];

/** Settings that leave everything to the model's server. */
export const neutralSettings = eachSetting(({ neutral }) => neutral) as ModelSettings;

/** An object with what `make` returns for each setting. */
export function eachSetting<Value>(
  make: (setting: Setting, name: SettingName) => Value,
): { readonly [Name in SettingName]: Value } {
  const entries = settingNames.map((name) => [name, make(modelSettings[name], name)]);
  return Object.fromEntries(entries);
}

/** Whether a setting's value is its neutral one. */
export function isNeutral(name: SettingName, value: ModelSettings[SettingName]): boolean {
  return Array.isArray(value) ? value.length === 0 : value === modelSettings[name].neutral;
}

/** Settings, or another value for each, under the APIs' names. */
export function underPublicNames(settings: ModelSettings): PublicSettings;
export function underPublicNames<Value>(
  values: { readonly [Name in SettingName]: Value },
): { readonly [Name in PublicName]: Value };
export function underPublicNames(settings: Readonly<Record<SettingName, unknown>>): object {
  const entries = settingNames.map((name) => [modelSettings[name].publicName, settings[name]]);
  return Object.fromEntries(entries);
}

/** The reverse of {@link underPublicNames}; absent settings stay absent. */
export function underOwnNames(
  values: { readonly [Name in PublicName]?: unknown },
): { [Name in SettingName]?: unknown } {
  const entries = settingNames.map((name) => [name, values[modelSettings[name].publicName]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
