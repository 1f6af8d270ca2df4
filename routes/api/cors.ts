import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/** Seconds for which browsers may cache a preflight response; Chromium's maximum. */
const MAX_AGE = 7200;

/**
 * Lets pages of other origins call the API from a browser. They need a token like any other caller:
 * cookies are neither sent nor read.
 *
 * @param origins The pages' origins, or `*` for any.
 */
export function apiCors(origins: readonly string[]): MiddlewareHandler {
  return cors({
    origin: origins.includes("*") ? "*" : [...origins],
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: [
      ...["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"],
      ...["Last-Event-ID", "X-Parley-User", "X-Request-Id"],
    ],
    exposeHeaders: [
      ...["Content-Disposition", "ETag", "Location", "Retry-After", "WWW-Authenticate"],
      "X-Request-Id",
    ],
    maxAge: MAX_AGE,
  });
}
