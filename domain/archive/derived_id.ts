/** The order in which an id sorts: by time, then by index. */
export type IdOrder = {
  readonly time: Date;
  /** Only its low 12 bits count. */
  readonly index: number;
};

/**
 * An id that is always the same for the same source. Other sources get it with a chance of 1 in
 * 2^62. It is a UUIDv8 (RFC 9562, 5.8) that begins with the milliseconds since 1970 like a UUIDv7,
 * so that it sorts among those, and ends with bits of a SHA-256.
 *
 * @param source The texts it is derived from, the owner's id first.
 */
export async function derivedId(
  source: readonly string[],
  { time, index }: IdOrder,
): Promise<string> {
  const hash = await sha256(JSON.stringify(source));
  const milliseconds = time.getTime().toString(16).padStart(12, "0");
  const order = (index & 0xfff).toString(16).padStart(3, "0");
  const variant = (parseInt(hash[0]!, 16) & 0x3 | 0x8).toString(16);
  return [
    milliseconds.slice(0, 8),
    milliseconds.slice(8),
    `8${order}`,
    variant + hash.slice(1, 4),
    hash.slice(4, 16),
  ].join("-");
}

/** Asynchronous, so that a chat of 50,000 messages doesn't hold up the event loop. */
async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(bytes).toHex();
}
