import type { Context, MiddlewareHandler } from "hono";
import { AppError } from "../../domain/app_error.ts";
import type { RouteEnv } from "../route_env.ts";
import type { Site } from "../site.ts";
import { said } from "../../domain/said.ts";

/** The safe methods (RFC 9110, section 9.2.1) that routes have. */
const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Protects against cross-site request forgery. Hono's own `csrf` checks only the content types that
 * an HTML form can send; this refuses every request with an unsafe method that doesn't come from
 * Parley's own page, by `Sec-Fetch-Site` or, from browsers that don't send it, by `Origin`.
 */
export function sameOrigin(site: Site): MiddlewareHandler<RouteEnv> {
  return async function sameOrigin(c, next) {
    if (!SAFE_METHODS.includes(c.req.method) && !isFromOurPage(c, site)) {
      throw new AppError("permission_denied", said`This request comes from another site`);
    }
    await next();
  };
}

/** Behind a proxy, the page's origin is that of the public URL. */
function isFromOurPage(c: Context, { publicUrl }: Site): boolean {
  const fetchSite = c.req.header("Sec-Fetch-Site");
  if (fetchSite !== undefined) return fetchSite === "same-origin";
  const origin = c.req.header("Origin");
  return origin !== undefined && [publicUrl, new URL(c.req.url).origin].includes(origin);
}
