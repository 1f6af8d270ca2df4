import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/** Seconds for which a browser may remember what it may do: as long as Chromium does at most. */
const MAX_AGE = 7200;

/**
 * Lets pages of other origins call the API from a browser. They need a token as everybody does: cookies
 * are neither sent nor read.
 *
 * @param origins Theirs, or `*` for any.
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
