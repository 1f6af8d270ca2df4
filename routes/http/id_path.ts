import { getPath } from "hono/utils/url";
import { normalizeId } from "../../domain/id.ts";

/** The path by which Hono routes a request, with its ids in the form in which they are stored. */
export function idPath(request: Request): string {
  return getPath(request).split("/").map(normalizeId).join("/");
}
