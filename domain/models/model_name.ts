/** Longest name that the database can store, in UTF-16 code units. */
export const MAX_MODEL_NAME_LENGTH = 255;

/** Whether a value can be the name of a model: one line of text without white space around it. */
export function isModelName(value: unknown): value is string {
  return typeof value === "string" && value.trim() === value && value !== "" &&
    value.length <= MAX_MODEL_NAME_LENGTH && value.isWellFormed() && !/\p{Cc}/u.test(value);
}
