/**
 * Whether a text can be the id of a chat: 1 to 36 printable ASCII characters. Parley's own are
 * UUIDs; chats of the predecessor keep theirs.
 */
export function isChatId(text: string): boolean {
  return /^[\x21-\x7e]{1,36}$/.test(text);
}

/** Whether a text is a UUID, as the ids that Parley makes are. */
export function isId(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}

/**
 * An id as it is stored. UUIDs are the same in upper and lower case (RFC 9562, section 4). Every
 * transport calls this when it reads an id; texts that aren't UUIDs stay as they are.
 */
export function normalizeId(text: string): string {
  return isId(text) ? text.toLowerCase() : text;
}
