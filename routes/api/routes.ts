import { Hono } from "hono";
import type { AssetUrls } from "../../views/layout.tsx";
import { Api } from "./api.ts";
import { apiDocsRoutes } from "./open_api/docs_routes.tsx";
import { serveChats } from "./chats/calls.ts";
import { serveMessages } from "./chats/message_calls.ts";
import { serveOthers } from "./other_api.ts";
import { serveTurns } from "./answers/calls.ts";
import type { TurnDeps } from "./answers/responses.ts";
import type { BodyPace } from "../http/body_parts.ts";
import type { RouteEnv, Site } from "../route_deps.ts";

type ApiDeps = TurnDeps & {
  readonly assets: AssetUrls;
  readonly site: Site;
  readonly uploadPace?: BodyPace;
};

/** `/api/v1`: the JSON API for programs, and what describes it. */
export function apiRoutes({ assets, site, uploadPace, ...deps }: ApiDeps): Hono<RouteEnv> {
  const api = new Api(deps.app);
  serveTurns(api, deps);
  serveChats(api, deps.app);
  serveMessages(api, deps.app);
  serveOthers(api, { app: deps.app, uploadPace });
  const routes = new Hono<RouteEnv>();
  routes.route("/", api.routes);
  routes.route("/", apiDocsRoutes({ operations: api.operations, assets, site }));
  // Neither sessions nor the protection of forms are for programs, not even where there is nothing.
  routes.all("/api/*", (c) => c.notFound());
  return routes;
}
