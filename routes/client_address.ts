import type { Context } from "hono";
import type { Caller } from "../domain/accounts.ts";
import type { RouteEnv, Site } from "./route_deps.ts";

/**
 * The caller's network address, for rate limits. Behind a proxy that we were told to trust it is
 * the last one in `X-Forwarded-For`, the only one that the proxy itself has seen; all others can
 * be made up by the caller.
 */
export function clientAddress(c: Context<RouteEnv>, site: Site): string {
  const forwarded = site.trustProxy ? c.req.header("X-Forwarded-For") : undefined;
  return forwarded?.split(",").at(-1)?.trim() || c.env?.clientAddress || "unknown";
}

/** Where a request comes from, for rate limits and the list of sessions. */
export function caller(c: Context<RouteEnv>, site: Site): Caller {
  return { client: clientAddress(c, site), userAgent: c.req.header("User-Agent") };
}
