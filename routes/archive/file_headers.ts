/**
 * Headers of a file to download. The browser doesn't show it, and it isn't compressed, which would
 * need all of it in memory.
 *
 * @param fileName Without quotes, backslashes and control characters.
 */
export function fileHeaders(fileName: string, contentType: string): Record<string, string> {
  return {
    "Content-Type": contentType,
    "Content-Disposition": attachment(fileName),
    "Cache-Control": "no-store, no-transform",
  };
}

/**
 * The value of `Content-Disposition` for a download with this name (RFC 6266): in ASCII for old
 * clients, and unchanged (RFC 8187).
 */
function attachment(fileName: string): string {
  const ascii = fileName.normalize("NFD").replace(/\p{M}/gu, "").replace(/[^ -~]+/g, "_");
  const encoded = encodeURIComponent(fileName)
    .replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
