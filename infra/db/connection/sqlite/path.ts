/**
 * The path in a database's URL.
 *
 * @returns A path, `:memory:`, or `null` when the URL is not of SQLite.
 */
export function sqlitePath(url: string): string | null {
  return url.startsWith("sqlite:") ? url.replace(/^sqlite:(\/\/)?/, "") : null;
}
