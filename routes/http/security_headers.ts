import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Site } from "../site.ts";

/** Half a year, as Hono's default, but without speaking for subdomains that are not ours. */
const HSTS = "max-age=15552000";

/**
 * Sets the headers that keep a browser to what the page needs: scripts and styles from this server
 * only, images also from where the operator allows them, nothing inline, no embedding but that of the live answer in its own page.
 *
 * The referrer policy is `same-origin` and not `no-referrer`, because the latter makes browsers send
 * `Origin: null` with the page's own forms (Fetch, "append a request Origin header").
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
 * Forbids caches to keep what a handler did not allow them to keep, so that after signing out the
 * Back button shows no chat.
 */
export function noStore(): MiddlewareHandler {
  return async function noStore(c, next) {
    await next();
    if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
  };
}

/**
 * Takes pages and drafts from a browser whose user leaves (https://w3c.github.io/webappsec-clear-site-data/).
 * Cookies are not among it: what else they hold outlasts a session.
 */
export function clearSiteData(c: Context): void {
  c.header("Clear-Site-Data", '"cache", "storage"');
}

/** Whether browsers reach the site over TLS, so that cookies can be kept to it. */
export function isSecure(site: Site): boolean {
  return site.publicUrl?.startsWith("https:") ?? false;
}

function isFramed(c: Context): boolean {
  return c.req.path.endsWith("/live");
}
