import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Log } from "../../domain/log.ts";
import { noMetrics, type TransportMetrics } from "../../domain/metrics.ts";
import type { RouteEnv } from "../route_env.ts";

/** Requested by machines every few seconds, so they are logged at debug level only. */
const PROBES = ["/healthz", "/readyz"];

/**
 * Logs a line for each request, and counts it. The line has the route's pattern (`null` for an
 * unknown path) instead of the path, which holds ids, and neither query nor body. The time ends
 * with the response's headers.
 */
export function accessLog(
  log: Log,
  metrics: TransportMetrics = noMetrics,
): MiddlewareHandler<RouteEnv> {
  return async function accessLog(c, next) {
    const start = performance.now();
    metrics.requestBegan();
    await next();
    const ms = performance.now() - start;
    const route = matchedRoutes(c).findLast(({ method }) => method !== "ALL")?.path ?? null;
    const method = c.env?.method ?? c.req.method;
    metrics.requestEnded({ method, route, status: c.res.status, seconds: ms / 1000 });
    const userId = c.var.userId ?? c.var.user?.id;
    const level = route !== null && PROBES.includes(route) ? "debug" : "info";
    log[level]("request", {
      method,
      route,
      status: c.res.status,
      ms: Math.round(ms * 10) / 10,
      requestId: c.var.requestId,
      ...userId !== undefined && { userId },
    });
  };
}
