import { invalidArgument } from "../app_error.ts";
import { said } from "../said.ts";

/** Longest key that is stored, in UTF-16 code units. */
export const MAX_IDEMPOTENCY_KEY_LENGTH = 64;

/**
 * A call's idempotency key, if it has one.
 *
 * @param key The key as it was sent; empty means none.
 * @param field The key's name in the call, for the error.
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
