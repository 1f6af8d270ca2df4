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
  const accepted = new Set<string>();
  for (const part of header?.toLowerCase().split(",") ?? []) {
    const [coding, weight = "1"] = part.split(/\s*;\s*q\s*=/);
    if (Number(weight) > 0) accepted.add(coding!.trim());
  }
  return supported.find((coding) => accepted.has(coding)) ?? "identity";
}
