import { v7 } from "uuid";

/**
 * Makes a UUIDv7 (RFC 9562), greater than all that this process made before, even within one
 * millisecond or after the clock is set back.
 */
export function uuidV7(): string {
  return v7();
}
