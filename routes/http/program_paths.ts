import type { Context } from "hono";
import type { RouteEnv } from "../route_env.ts";

/** Where the predecessor's programs ask. */
export const LEGACY_PATH = "/chat";

/** Whether a path is that of the API, where problems have their own form. */
export function isApiPath(path: string): boolean {
  return path === "/api" || path.startsWith("/api/");
}

/** Whether a path is for programs, who come with a token instead of a session. */
export function isProgramPath(path: string): boolean {
  return path === LEGACY_PATH || isApiPath(path);
}

/** RFC 6750, section 3: a caller without a token isn't told that it is wrong. */
export function challenge(c: Context<RouteEnv>): string {
  const realm = 'Bearer realm="Parley"';
  return c.req.header("Authorization") ? `${realm}, error="invalid_token"` : realm;
}
