/** How a chat's model is asked. Names and ranges are those of OpenAI's chat completions API. */
export type ChatConfig = {
  /** Name of a model in the catalogue. */
  readonly model: string;
  /** 0 to 2. */
  readonly temperature: number;
  /** 0 to 1. */
  readonly topP: number;
  /** How many answers each question gets, at least 1. */
  readonly n: number;
  /** At most 4 sequences at which the model stops. */
  readonly stop: readonly string[];
  /** Most tokens an answer may take, or `null` for the model's own limit. */
  readonly maxTokens: number | null;
  /** −2 to 2. */
  readonly presencePenalty: number;
  /** −2 to 2. */
  readonly frequencyPenalty: number;
};
