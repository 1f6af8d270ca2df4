/**
 * The value of `Content-Disposition` for a download with this name (RFC 6266): in ASCII for old
 * clients, and unchanged (RFC 8187).
 *
 * @param fileName Without quotes, backslashes and control characters.
 */
export function attachment(fileName: string): string {
  const ascii = fileName.normalize("NFD").replace(/\p{M}/gu, "").replace(/[^ -~]+/g, "_");
  const encoded = encodeURIComponent(fileName)
    .replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
