import { parseAccept } from "hono/utils/accept";

/**
 * The best content coding that a client accepts (RFC 9110, section 12.5.3).
 *
 * @param header `Accept-Encoding`.
 * @param supported Codings, best first.
 * @returns One of them, or `identity`.
 */
export function acceptedEncoding<E extends string>(
  header: string | undefined,
  supported: readonly E[],
): E | "identity" {
  const accepted = parseAccept(header ?? "").filter(({ q }) => q > 0)
    .map(({ type }) => type.toLowerCase());
  return supported.find((coding) => accepted.includes(coding)) ?? "identity";
}
