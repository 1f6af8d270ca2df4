import { getPath } from "hono/utils/url";
import { normalizeId } from "../../domain/id.ts";

/** The path of a request for Hono to route, with its ids as they are stored. */
export function idPath(request: Request): string {
  return getPath(request).split("/").map(normalizeId).join("/");
}
