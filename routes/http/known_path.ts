import type { Context, Hono, MiddlewareHandler } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import type { RouteEnv } from "../route_env.ts";

type Route = { readonly method: string; readonly path: string };

/** What answers instead of a route. */
type Refusals = {
  readonly notFound: (c: Context<RouteEnv>) => Response | Promise<Response>;
  /** @param methods Those that the path takes. */
  readonly methodNotAllowed: (
    c: Context<RouteEnv>,
    methods: string[],
  ) => Response | Promise<Response>;
};

/**
 * Refuses paths that no route has, and methods that the path's routes don't have. Hono's own
 * `methodNotAllowed` looks only after every other middleware has let the request pass, so that what
 * isn't there would first ask for a session, or for a request from the page itself.
 *
 * @param app Whose routes there are; read at the first request, when it has them all.
 */
export function knownPath(app: Hono<RouteEnv>, refusals: Refusals): MiddlewareHandler<RouteEnv> {
  let router: TrieRouter<Route> | undefined;
  return async function knownPath(c, next) {
    const { path } = c.req;
    router ??= routerOf(app);
    const found = router.match("ALL", path)[0].map(([route]) => route);
    // What is at `/chats/restore` is no chat of that name.
    const exact = found.filter((route) => route.path === path);
    const methods = new Set((exact.length > 0 ? exact : found).map(({ method }) => method));
    if (methods.size === 0) return await refusals.notFound(c);
    if (!methods.has(c.req.method)) return await refusals.methodNotAllowed(c, [...methods]);
    return await next();
  };
}

/** Finds the routes of a path. What is for all methods is middleware. */
function routerOf(app: Hono<RouteEnv>): TrieRouter<Route> {
  const router = new TrieRouter<Route>();
  for (const { method, path } of app.routes) {
    if (method === "ALL") continue;
    router.add("ALL", path, { method, path });
    if (method === "GET") router.add("ALL", path, { method: "HEAD", path });
  }
  return router;
}
