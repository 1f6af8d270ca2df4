import type { Context } from "hono";
import type { RouteEnv } from "../route_env.ts";

/** The path of the predecessor's JSON API. */
export const LEGACY_PATH = "/chat";

/** Whether a path belongs to the JSON API, which reports problems as RFC 9457 has it. */
export function isApiPath(path: string): boolean {
  return path === "/api" || path.startsWith("/api/");
}

/** Whether a path is for programs, which send a token instead of having a session. */
export function isProgramPath(path: string): boolean {
  return path === LEGACY_PATH || isApiPath(path);
}

/** The value of `WWW-Authenticate`. A call without a token gets no error code (RFC 6750, 3.1). */
export function challenge(c: Context<RouteEnv>): string {
  const realm = 'Bearer realm="Parley"';
  return c.req.header("Authorization") ? `${realm}, error="invalid_token"` : realm;
}
