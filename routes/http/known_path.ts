import type { Context, Hono, MiddlewareHandler } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import type { RouteEnv } from "../route_env.ts";

type Route = { readonly method: string; readonly path: string };

/** The responses in place of a route's. */
type Refusals = {
  readonly notFound: (c: Context<RouteEnv>) => Response | Promise<Response>;
  /** @param methods The methods that the path accepts. */
  readonly methodNotAllowed: (
    c: Context<RouteEnv>,
    methods: string[],
  ) => Response | Promise<Response>;
};

/**
 * Refuses unknown paths, and methods that a path doesn't accept. Hono's own `methodNotAllowed` runs
 * after all other middleware, so an unknown path would first require a session and a request from
 * the same origin.
 *
 * @param app The app with the routes; read at the first request, when it has them all.
 */
export function knownPath(app: Hono<RouteEnv>, refusals: Refusals): MiddlewareHandler<RouteEnv> {
  let router: TrieRouter<Route> | undefined;
  return async function knownPath(c, next) {
    const { path } = c.req;
    router ??= routerOf(app);
    const found = router.match("ALL", path)[0].map(([route]) => route);
    // `/chats/restore` also matches `/chats/:chat`, but is no chat.
    const exact = found.filter((route) => route.path === path);
    const methods = new Set((exact.length > 0 ? exact : found).map(({ method }) => method));
    if (methods.size === 0) return await refusals.notFound(c);
    if (!methods.has(c.req.method)) return await refusals.methodNotAllowed(c, [...methods]);
    return await next();
  };
}

/** A router that finds all routes of a path. Entries for all methods are middleware, no routes. */
function routerOf(app: Hono<RouteEnv>): TrieRouter<Route> {
  const router = new TrieRouter<Route>();
  for (const { method, path } of app.routes) {
    if (method === "ALL") continue;
    router.add("ALL", path, { method, path });
    if (method === "GET") router.add("ALL", path, { method: "HEAD", path });
  }
  return router;
}
