/** A revision that no chat has. */
export const NO_REVISION = -1;

/**
 * The revision of a chat that an etag names: as gRPC has it, or in the quotation marks of HTTP's entity tags.
 *
 * @returns {@link NO_REVISION} where it is none of ours.
 */
export function revisionOf(etag: string): number {
  const [, bare, quoted] = /^(?:(\d{1,15})|(?:W\/)?"(\d{1,15})")$/.exec(etag) ?? [];
  return Number(bare ?? quoted ?? NO_REVISION);
}
