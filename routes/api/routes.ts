import { Hono } from "hono";
import type { AssetUrls } from "../../views/layout.tsx";
import type { BodyPace } from "../http/body_parts.ts";
import type { RouteEnv } from "../route_env.ts";
import type { Site } from "../site.ts";
import { serveAccounts } from "./accounts.ts";
import { serveTurns } from "./answers/calls.ts";
import type { ResponseDeps } from "./answers/responses.ts";
import { Api } from "./api.ts";
import { serveArchive } from "./archive.ts";
import { serveChats } from "./chats/calls.ts";
import { serveMessages } from "./chats/message_calls.ts";
import { serveModels } from "./models.ts";
import { apiDocsRoutes } from "./open_api/docs_routes.tsx";
import { serveSearch } from "./search.ts";
import { serveSharing } from "./sharing.ts";

type ApiDeps = ResponseDeps & {
  readonly assets: AssetUrls;
  readonly site: Site;
  readonly uploadPace?: BodyPace;
};

/** `/api/v1`: the JSON API for programs, and its documentation. */
export function apiRoutes({ assets, site, uploadPace, ...deps }: ApiDeps): Hono<RouteEnv> {
  const { app } = deps;
  const api = new Api(app);
  // The OpenAPI document lists them in this order.
  serveTurns(api, deps);
  serveChats(api, app);
  serveMessages(api, app);
  serveModels(api, app);
  serveAccounts(api, app);
  serveSearch(api, app);
  serveSharing(api, app);
  serveArchive(api, { app, uploadPace });
  const routes = new Hono<RouteEnv>();
  routes.route("/", api.routes);
  routes.route("/", apiDocsRoutes({ operations: api.operations, assets, site }));
  // Unknown paths end here too, before the middleware for sessions and against forged requests.
  routes.all("/api/*", (c) => c.notFound());
  return routes;
}
