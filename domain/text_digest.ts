/** The SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export async function textDigest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(bytes).toHex();
}
