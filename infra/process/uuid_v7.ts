import { v7 } from "uuid";

/**
 * Makes a UUIDv7 (RFC 9562), greater than every one this process made before, also within one
 * millisecond and when the clock is set back.
 */
export function uuidV7(): string {
  return v7();
}
