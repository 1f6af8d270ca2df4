/**
 * The media type that a client likes best (RFC 9110, section 12.5.1).
 *
 * @param header `Accept`; without it anything will do.
 * @param offers What there is, best first.
 * @returns One of them, or `null` when the client wants none.
 */
export function acceptedType<T extends string>(
  header: string | undefined,
  offers: readonly T[],
): T | null {
  const ranges = (header?.trim() || "*/*").toLowerCase().split(",").map(parseRange);
  let best: { readonly offer: T | null; readonly quality: number } = { offer: null, quality: 0 };
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > best.quality) best = { offer, quality };
  }
  return best.offer;
}

type MediaRange = { readonly type: string; readonly quality: number };

function parseRange(text: string): MediaRange {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter));
  return { type, quality: weight === undefined ? 1 : Number(weight.split("=")[1]) };
}

/** The most specific range that matches decides. */
function qualityOf(offer: string, ranges: readonly MediaRange[]): number {
  const patterns = [offer, offer.replace(/\/.*/, "/*"), "*/*"];
  const matching = patterns.map((pattern) => ranges.find(({ type }) => type === pattern));
  return matching.find((range) => range !== undefined)?.quality ?? 0;
}
