// Reads a column's value of any type: forks have changed the types, and copies lack `not null`.

/** A text, which may be stored as bytes, as a number or as JSON; `null` for NULL. */
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Date) return timeOf(value)?.toISOString() ?? "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A number, which may be stored as text; `undefined` for NULL, `NaN` for anything else. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  return text === null ? undefined : Number(text.trim() || NaN);
}

/** A count; 0 for NULL and anything else. */
export function countOf(value: unknown): number {
  const count = Math.trunc(numberOf(value) || 0);
  return Math.min(Math.max(0, count), Number.MAX_SAFE_INTEGER);
}

/** Whether a flag is set; a `bit` column is read as bytes. */
export function flagOf(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.some((byte) => byte !== 0);
  return Boolean(numberOf(value));
}

/** A time in UTC, which may be stored as text; `null` for invalid dates, such as in month 0. */
export function timeOf(value: unknown): Date | null {
  const isText = typeof value === "string" && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/.test(value);
  const time = isText ? new Date(`${value.replace(" ", "T").replace(/Z$/, "")}Z`) : value;
  return time instanceof Date && !Number.isNaN(time.getTime()) ? time : null;
}

/** A value as a report shows it, with NULL and an empty text distinct. */
export function nameOf(value: unknown): string {
  return textOf(value)?.replace(/^$/, "''") ?? "NULL";
}
