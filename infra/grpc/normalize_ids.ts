import { normalizeId } from "../../domain/id.ts";

/** Fields with ids that Parley made. A `request_id` or a `user_id` is made by the caller. */
const idName = /^(?!request_id$|user_id$)(.*_)?ids?$/;

/**
 * Converts the ids in a request, at any depth, to the form in which they are stored.
 *
 * @param request As proto-loader read it; changed in place.
 */
export function normalizeIds(request: object): void {
  const fields = request as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) {
    if (idName.test(name)) fields[name] = normalizeEach(value);
    else if (typeof value === "object" && value !== null) normalizeIds(value);
  }
}

function normalizeEach(value: unknown): unknown {
  if (typeof value === "string") return normalizeId(value);
  return Array.isArray(value) ? value.map(normalizeEach) : value;
}
