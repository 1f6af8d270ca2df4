import { invalidArgument } from "../app_error.ts";
import { said } from "../said.ts";

/** Longest key that is stored, in UTF-16 code units. */
export const MAX_IDEMPOTENCY_KEY_LENGTH = 64;

/**
 * The key by which a call's repetition is known, if it has one.
 *
 * @param key As the call has it; empty is the same as missing.
 * @param field What the call calls it, for the error.
 * @throws {AppError} `invalid_argument` on that field when it is too long.
 */
export function toIdempotencyKey(key: string | undefined, field: string): string | undefined {
  const { length } = key ?? "";
  if (length <= MAX_IDEMPOTENCY_KEY_LENGTH) return key || undefined;
  throw invalidArgument(
    field,
    said`Cannot use a key of ${length} characters; at most ${MAX_IDEMPOTENCY_KEY_LENGTH} are allowed`,
  );
}
