import type { MiddlewareHandler } from "hono";
import { AppError } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";

/** Headers that must come once: each names one caller, user or call. */
const SINGLE = ["Authorization", "X-Parley-User", "Idempotency-Key"];

/**
 * Refuses calls that have one of these headers twice, before anything uses them. Repeated headers
 * arrive as one, joined by a comma (RFC 9110, section 5.3), so their values must have no comma.
 */
export function singleHeaders(): MiddlewareHandler {
  return async function singleHeaders(c, next) {
    const name = SINGLE.find((name) => c.req.header(name)?.includes(","));
    if (name) {
      throw new AppError(
        "malformed_request",
        said`Cannot tell which ${name} to use: it was sent twice, or has a comma`,
      );
    }
    await next();
  };
}
