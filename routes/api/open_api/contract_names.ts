import { AppError } from "../../../domain/app_error.ts";

/** The API's names of fields by the domain's. */
export type FieldNames = Readonly<Record<string, string>>;

/** Fields whose names in the API differ from the domain's. */
const fieldNames: FieldNames = {
  system: "system_message",
  model: "settings.model",
  q: "query",
  before: "page_token",
  idempotencyKey: "Idempotency-Key",
};

/**
 * The error with its fields named as in the API, if it is an {@link AppError}.
 *
 * @param names Names that apply to this call only.
 */
export function inContractNames(error: unknown, names: FieldNames = {}): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, words, details: { fields: _, ...details }, cause } = error;
  const named = Object.entries(error.fields)
    .map(([field, reason]) => [names[field] ?? fieldName(field), reason]);
  return new AppError(code, words, { fields: Object.fromEntries(named), details, cause });
}

function fieldName(field: string): string {
  const setting = /^config\.(.*)$/.exec(field)?.[1];
  if (setting !== undefined) {
    return `settings.${setting.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`;
  }
  return Object.hasOwn(fieldNames, field) ? fieldNames[field]! : field;
}
