import { type Accept, parseAccept } from "hono/utils/accept";

/**
 * The media type that a client prefers (RFC 9110, section 12.5.1).
 *
 * @param header `Accept`; without it the client accepts any type.
 * @param offers Available types, best first.
 * @returns One of them, or `null` when the client accepts none.
 */
export function acceptedType<T extends string>(
  header: string | undefined,
  offers: readonly T[],
): T | null {
  const ranges = parseAccept(header?.trim() || "*/*");
  let best: { readonly offer: T | null; readonly quality: number } = { offer: null, quality: 0 };
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > best.quality) best = { offer, quality };
  }
  return best.offer;
}

/** The quality of the most specific range that matches. */
function qualityOf(offer: string, ranges: readonly Accept[]): number {
  const patterns = [offer, offer.replace(/\/.*/, "/*"), "*/*"];
  const matching = patterns.map((pattern) =>
    ranges.find(({ type }) => type.toLowerCase() === pattern)
  );
  return matching.find((range) => range !== undefined)?.q ?? 0;
}
