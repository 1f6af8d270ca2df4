import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Site } from "../site.ts";

/**
 * Half a year, like Hono's default, but without `includeSubDomains`: those may be others' sites.
 */
const HSTS = "max-age=15552000";

/**
 * Sets headers that restrict the browser to what the page needs: scripts and styles from this
 * server only, images also from where the operator allows them, nothing inline, and no framing
 * except of the live answer in its own page.
 *
 * The referrer policy is `same-origin` and not `no-referrer`, because the latter makes browsers
 * send `Origin: null` with the page's own forms (Fetch, "append a request Origin header").
 */
export function securityHeaders(site: Site): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", ...site.images],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      frameSrc: ["'self'"],
      frameAncestors: [(c) => isFramed(c) ? "'self'" : "'none'"],
      baseUri: ["'none'"],
    },
    referrerPolicy: "same-origin",
    xFrameOptions: "SAMEORIGIN",
    strictTransportSecurity: isSecure(site) ? HSTS : false,
  });
}

/**
 * Forbids caches to store a response unless its handler allows that, so that the Back button shows
 * no chat after signing out.
 */
export function noStore(): MiddlewareHandler {
  return async function noStore(c, next) {
    await next();
    if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
  };
}

/**
 * Deletes pages and drafts from the browser when its user signs out
 * (https://w3c.github.io/webappsec-clear-site-data/). Cookies stay, because some outlast a session.
 */
export function clearSiteData(c: Context): void {
  c.header("Clear-Site-Data", '"cache", "storage"');
}

/** Whether browsers reach the site over TLS, so that cookies can be restricted to it. */
export function isSecure(site: Site): boolean {
  return site.publicUrl?.startsWith("https:") ?? false;
}

function isFramed(c: Context): boolean {
  return c.req.path.endsWith("/live");
}
