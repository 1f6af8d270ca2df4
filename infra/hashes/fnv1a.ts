/** FNV-1a with 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): fast, not cryptographic. */
export function fnv1a(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}
