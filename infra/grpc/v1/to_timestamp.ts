import { invalidArgument } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import type { Timestamp, Timestamp__Output } from "../generated/google/protobuf/Timestamp.ts";

/** Converts a time. */
export function toTimestamp(time: Date): Timestamp {
  const ms = time.getTime();
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: (ms - seconds * 1000) * 1_000_000 };
}

/**
 * Reads a time from a request, in whole milliseconds.
 *
 * @param field The field's name.
 * @throws {AppError} `invalid_argument` on that field when it is missing or not a time.
 */
export function fromTimestamp(timestamp: Timestamp__Output | null, field: string): Date {
  const { seconds = "", nanos = 0 } = timestamp ?? {};
  const time = new Date(Number(seconds) * 1000 + Math.floor(nanos / 1_000_000));
  const isTime = seconds !== "" && nanos >= 0 && nanos < 1_000_000_000 &&
    !Number.isNaN(time.getTime());
  if (isTime) return time;
  throw invalidArgument(field, said`${field} must be a time that DeleteChat returned`);
}
