/** A revision that no chat has. */
export const NO_REVISION = -1;

/**
 * The revision of a chat in an etag: bare as in gRPC, or quoted as in HTTP.
 *
 * @returns {@link NO_REVISION} for an etag that isn't one of ours.
 */
export function revisionOf(etag: string): number {
  const [, bare, quoted] = /^(?:(\d{1,15})|(?:W\/)?"(\d{1,15})")$/.exec(etag) ?? [];
  return Number(bare ?? quoted ?? NO_REVISION);
}
